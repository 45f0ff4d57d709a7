import DRCore
import DRStorage

/// Compares two directories of snapshots, entry by entry; used once, by one thread.
///
/// Sub-trees that are equal on both sides are read only to tell which blobs are new to the whole.
package final class TreeComparison {
    /// What became of an entry.
    package enum Change: Sendable {
        case added
        case removed
        /// The content of a file; `unannounced` when its size and time of change did not show it.
        case content(unannounced: Bool)
        case metadata
        case kind
    }

    private let walker: TreeWalker
    private let index: BlobIndex
    private let reportsMetadata: Bool
    private let omitted: [UInt8]?
    private let report: (Change, [UInt8], Node) throws -> Void
    private var statistics = TreeDifference()
    private var left = BlobSet()
    private var right = BlobSet()
    private var common: [ObjectID] = []

    private struct BlobSet {
        var data: Set<ObjectID> = []
        var trees: Set<ObjectID> = []
    }

    /// Makes a comparison; the index of the repository must be loaded.
    ///
    /// - Parameters:
    ///   - reportsMetadata: whether changes of mode, owner, times and attributes alone count.
    ///   - omitted: the name of an entry of the two directories themselves that is passed over.
    ///   - report: called for each change with the path and the entry as it is now, or was.
    package init(
        _ repository: Repository,
        _ codec: BlobCodec,
        reportsMetadata: Bool,
        leavingOut omitted: [UInt8]? = nil,
        report: @escaping (Change, _ path: [UInt8], Node) throws -> Void
    ) {
        walker = TreeWalker(repository, codec)
        index = repository.index
        self.reportsMetadata = reportsMetadata
        self.omitted = omitted
        self.report = report
    }

    /// Compares the directory `old` with the directory `new` and counts the differences.
    package func compare(_ old: ObjectID, _ new: ObjectID) throws -> TreeDifference {
        try compare(old, new, [])
        try removeCommon()
        statistics.addedData = measure(.data, right.data.subtracting(left.data))
        statistics.removedData = measure(.data, left.data.subtracting(right.data))
        statistics.addedTrees = measure(.tree, right.trees.subtracting(left.trees))
        statistics.removedTrees = measure(.tree, left.trees.subtracting(right.trees))
        return statistics
    }

    private func compare(_ old: ObjectID, _ new: ObjectID, _ path: [UInt8]) throws {
        guard old != new else { return common.append(old) }
        left.trees.insert(old)
        right.trees.insert(new)
        let olds = try entries(of: old, path)
        let news = try entries(of: new, path)
        var first = 0
        var second = 0
        while first < olds.count || second < news.count {
            if second == news.count || first < olds.count && Self.precedes(olds[first], news[second]) {
                try note(.removed, path, olds[first])
                first += 1
            } else if first == olds.count || Self.precedes(news[second], olds[first]) {
                try note(.added, path, news[second])
                second += 1
            } else {
                try compare(olds[first], news[second], path + [UInt8(ascii: "/")] + olds[first].name)
                first += 1
                second += 1
            }
        }
    }

    private func entries(of tree: ObjectID, _ path: [UInt8]) throws -> [Node] {
        let nodes = try walker.entries(of: tree).sorted(by: Self.precedes)
        return path.isEmpty ? nodes.filter { $0.name != omitted } : nodes
    }

    private func compare(_ old: Node, _ new: Node, _ path: [UInt8]) throws {
        left.data.formUnion(old.content ?? [])
        right.data.formUnion(new.content ?? [])
        if old.kind != new.kind {
            try report(.kind, path, new)
            if let tree = old.subtree { try all(.removed, below: tree, path) }
            if let tree = new.subtree { try all(.added, below: tree, path) }
        } else if old.kind == .file, old.content != new.content {
            statistics.changedFiles += 1
            try report(.content(unannounced: old.size == new.size && old.mtime == new.mtime), path, new)
        } else if reportsMetadata, Self.withoutContent(old) != Self.withoutContent(new) {
            try report(.metadata, path, new)
        }
        if let before = old.subtree, let after = new.subtree, old.kind == new.kind { try compare(before, after, path) }
    }

    /// Notes an entry of one side, and all that is below it.
    private func note(_ change: Change, _ directory: [UInt8], _ node: Node) throws {
        let path = directory + [UInt8(ascii: "/")] + node.name
        try count(change, path, node)
        if let tree = node.subtree { try all(change, below: tree, path) }
    }

    private func all(_ change: Change, below tree: ObjectID, _ path: [UInt8]) throws {
        insertTree(change, tree)
        try walker.walk(tree, path: path) { path, node in
            try count(change, path, node)
            if let tree = node.subtree { insertTree(change, tree) }
            return .descend
        }
    }

    private func insertTree(_ change: Change, _ tree: ObjectID) {
        if case .added = change { right.trees.insert(tree) } else { left.trees.insert(tree) }
    }

    private func count(_ change: Change, _ path: [UInt8], _ node: Node) throws {
        if case .added = change {
            statistics.added.count(node.kind)
            right.data.formUnion(node.content ?? [])
        } else {
            statistics.removed.count(node.kind)
            left.data.formUnion(node.content ?? [])
        }
        try report(change, path, node)
    }

    /// Takes out the blobs that the equal sub-trees hold too: they were there before and are there now.
    private func removeCommon() throws {
        guard left.data != right.data || left.trees != right.trees else { return }
        var data: Set<ObjectID> = []
        var trees: Set<ObjectID> = []
        for tree in Set(common) {
            trees.insert(tree)
            try walker.walk(tree) { _, node in
                data.formUnion(node.content ?? [])
                guard let subtree = node.subtree else { return .skip }
                return trees.insert(subtree).inserted ? .descend : .skip
            }
        }
        left.data.subtract(data)
        right.data.subtract(data)
        left.trees.subtract(trees)
        right.trees.subtract(trees)
    }

    private func measure(_ type: BlobType, _ blobs: Set<ObjectID>) -> TreeDifference.Blobs {
        TreeDifference.Blobs(
            count: blobs.count,
            bytes: blobs.reduce(0) { $0 + UInt64(index.contentLength(type, $1) ?? 0) }
        )
    }

    private static func precedes(_ left: Node, _ right: Node) -> Bool {
        left.name.lexicographicallyPrecedes(right.name)
    }

    /// The entry without what changes when something below a directory does.
    private static func withoutContent(_ node: Node) -> Node {
        var node = node
        node.subtree = nil
        node.content = nil
        return node
    }
}
