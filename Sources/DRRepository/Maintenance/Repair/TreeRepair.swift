import DRCore
import DRStorage

/// Writes directories anew without what is lost, each distinct one once.
struct TreeRepair {
    /// What became of a directory and all below it.
    struct Outcome {
        /// The repaired directory, or the directory itself when it is whole; nil when it cannot be read.
        var tree: ObjectID?
        /// Paths below the directory that lost something.
        var losses: [[UInt8]] = []
        var lossCount = 0

        var isWhole: Bool { tree != nil && lossCount == 0 }

        mutating func lose(_ path: [UInt8]) {
            lossCount += 1
            if losses.count < TreeRepair.pathLimit { losses.append(path) }
        }
    }

    private static let pathLimit = 100

    /// A directory that is being looked at.
    private struct Frame {
        var id: ObjectID
        var nodes: [Node]
        var next = 0
        var outcome: Outcome
    }

    private let repository: Repository
    private let writer: BlobWriter?
    private let cancellation: Cancellation
    private let codec: BlobCodec
    private var known: [ObjectID: Outcome] = [:]
    private var open: [Frame] = []

    /// - Parameter writer: takes the new directories; nil only looks.
    init(_ repository: Repository, _ writer: BlobWriter?, _ cancellation: Cancellation) throws {
        self.repository = repository
        self.writer = writer
        self.cancellation = cancellation
        codec = try repository.makeCodec()
    }

    /// Repairs the tree below a root; directories that lie below each other wait on a list, not on the stack.
    mutating func repair(_ root: ObjectID) throws -> Outcome {
        try enter(root)
        while let last = open.indices.last {
            try cancellation.check()
            guard open[last].next < open[last].nodes.count else {
                let done = open.removeLast()
                known[done.id] = try finish(done)
                continue
            }
            try visit(last)
        }
        return known[root] ?? Outcome(tree: nil)
    }

    private mutating func enter(_ tree: ObjectID) throws {
        guard known[tree] == nil else { return }
        do {
            let nodes = try repository.loadTree(tree, codec)
            guard open.count < TreeWalker.depthLimit else {
                throw DRError(.integrity, "the directories are nested too deeply", object: "tree \(tree.hex)")
            }
            open.append(Frame(id: tree, nodes: nodes, outcome: Outcome(tree: tree)))
        } catch {
            _ = try repository.damage(behind: error)
            known[tree] = Outcome(tree: nil)
        }
    }

    /// Looks at the next entry of an open directory; at a directory again once what is below it is known.
    private mutating func visit(_ frame: Int) throws {
        let number = open[frame].next
        let node = open[frame].nodes[number]
        let path = [UInt8(ascii: "/")] + node.name
        switch node.kind {
        case .file:
            if let left = remainder(of: node) {
                open[frame].nodes[number].content = left.content
                open[frame].nodes[number].size = left.size
                open[frame].outcome.lose(path)
            }
        case .directory:
            guard let subtree = node.subtree else {
                open[frame].nodes[number].subtree = try emptyTree()
                open[frame].outcome.lose(path + [UInt8(ascii: "/")])
                break
            }
            guard let below = known[subtree] else {
                try enter(subtree)
                return
            }
            if let tree = below.tree {
                open[frame].nodes[number].subtree = tree
                for loss in below.losses { open[frame].outcome.lose(path + loss) }
                open[frame].outcome.lossCount += below.lossCount - below.losses.count
            } else {
                open[frame].nodes[number].subtree = try emptyTree()
                open[frame].outcome.lose(path + [UInt8(ascii: "/")])
            }
        default: break
        }
        open[frame].next += 1
    }

    /// The blobs of a file that are there, and their bytes; nil when all are.
    private func remainder(of node: Node) -> (content: [ObjectID], size: UInt64)? {
        let content = node.content ?? []
        let lengths = content.map { repository.index.contentLength(.data, $0) }
        guard lengths.contains(where: { $0 == nil }) || node.content == nil && node.size > 0 else { return nil }
        let left = zip(content, lengths).compactMap { id, length in length.map { (id, $0) } }
        return (left.map(\.0), left.reduce(0) { $0 + UInt64($1.1) })
    }

    private func finish(_ frame: Frame) throws -> Outcome {
        guard !frame.outcome.isWhole else { return frame.outcome }
        var outcome = frame.outcome
        outcome.tree = try store(frame.nodes)
        return outcome
    }

    private func emptyTree() throws -> ObjectID { try store([]) }

    private func store(_ nodes: [Node]) throws -> ObjectID {
        let json = ByteBuffer()
        var encoder = TreeEncoder(json)
        // Other programs may have left them in another order.
        for node in nodes.sorted(by: { $0.name.lexicographicallyPrecedes($1.name) }) { try encoder.append(node) }
        encoder.finish()
        if let writer { return try writer.save(.tree, json.bytes, codec).id }
        return codec.hasher.hash(json.bytes)
    }
}
