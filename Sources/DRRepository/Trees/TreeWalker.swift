import DRCore
import DRStorage

/// Goes through the directories of a snapshot, depth first, in the order of the trees; one thread uses it.
package struct TreeWalker {
    /// What to do with a directory.
    package enum Step: Sendable {
        case descend
        case skip
    }

    /// Directories below each other that are walked; no backup makes deeper trees.
    package static let depthLimit = 8192

    private let repository: Repository
    private let codec: BlobCodec

    /// Makes a walker; the index of the repository must be loaded.
    package init(_ repository: Repository, _ codec: BlobCodec) {
        self.repository = repository
        self.codec = codec
    }

    /// The entries of a directory.
    ///
    /// - Throws: `DRError` (integrity) for a tree that is missing or damaged; `StorageFailure`.
    package func entries(of tree: ObjectID) throws -> [Node] {
        let bytes = try repository.loadTreeBytes(tree, codec)
        do {
            return try TreeDecoder.decode(bytes.bytes)
        } catch let error as DRError {
            throw error.about("tree \(tree.hex)")
        }
    }

    /// Calls `visit` for every entry below a directory and `leave` after what is below a directory that was entered.
    ///
    /// - Parameters:
    ///   - path: the path of the directory, without a slash at the end; empty for the root.
    ///   - damaged: called for a directory that cannot be read or lies too deep; its error ends the walk when it throws.
    package func walk(
        _ tree: ObjectID,
        path: [UInt8] = [],
        visit: (_ path: [UInt8], Node) throws -> Step,
        leave: (_ path: [UInt8], Node) throws -> Void = { _, _ in },
        damaged: (_ path: [UInt8], DRError) throws -> Void = { throw $1 }
    ) throws {
        // Kept here and not on the stack, so that a deep tree costs little.
        var open: [(path: [UInt8], directory: Node?, nodes: [Node], next: Int)] = []

        func enter(_ tree: ObjectID, _ path: [UInt8], _ directory: Node?) throws {
            do {
                open.append((path, directory, try entries(of: tree), 0))
            } catch let error as DRError where error.code == .integrity {
                try damaged(path, error)
            }
        }

        try enter(tree, path, nil)
        while let last = open.indices.last {
            let number = open[last].next
            guard number < open[last].nodes.count else {
                let done = open.removeLast()
                if let directory = done.directory { try leave(done.path, directory) }
                continue
            }
            open[last].next += 1
            let node = open[last].nodes[number]
            let place = open[last].path + [UInt8(ascii: "/")] + node.name
            guard try visit(place, node) == .descend, node.kind == .directory, let subtree = node.subtree else {
                continue
            }
            guard open.count < Self.depthLimit else {
                let error = DRError(.integrity, "the directories are nested too deeply", object: "tree \(subtree.hex)")
                try damaged(place, error)
                continue
            }
            try enter(subtree, place, node)
        }
    }

    /// The entry at a path of a snapshot, or nil when there is none; the root has no entry of its own.
    package func find(_ path: some Collection<UInt8>, below tree: ObjectID) throws -> Node? {
        var directory = tree
        var found: Node?
        for name in path.split(separator: UInt8(ascii: "/")) {
            if let parent = found {
                guard let subtree = parent.subtree else { return nil }
                directory = subtree
            }
            found = try entries(of: directory).first { $0.name.elementsEqual(name) }
            if found == nil { return nil }
        }
        return found
    }
}
