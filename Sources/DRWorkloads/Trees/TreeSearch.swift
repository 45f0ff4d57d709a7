import DRCore
import DRRepository
import DRStorage

/// Finds entries in snapshots by name, kind and time.
///
/// Directories that lie at the same path in several snapshots and held no match once are not read again.
package struct TreeSearch {
    /// What an entry must be.
    package struct Criteria: Sendable {
        /// Patterns for the name or, with a slash, for the path; any of them.
        package var patterns: PatternList
        /// Any of these; empty for all.
        package var kinds: Set<Node.Kind>
        /// The earliest time of change.
        package var oldest: Timestamp?
        /// The latest time of change.
        package var newest: Timestamp?
        /// Files that hold any of these.
        package var dataBlobs: Set<ObjectID>
        /// Directories that are any of these.
        package var treeBlobs: Set<ObjectID>

        /// Makes criteria; patterns, data blobs and tree blobs are alternatives, the rest must hold too.
        package init(
            patterns: PatternList,
            kinds: Set<Node.Kind> = [],
            oldest: Timestamp? = nil,
            newest: Timestamp? = nil,
            dataBlobs: Set<ObjectID> = [],
            treeBlobs: Set<ObjectID> = []
        ) {
            self.patterns = patterns
            self.kinds = kinds
            self.oldest = oldest
            self.newest = newest
            self.dataBlobs = dataBlobs
            self.treeBlobs = treeBlobs
        }

        func matches(_ path: [UInt8], _ node: Node) -> Bool {
            if !kinds.isEmpty, !kinds.contains(node.kind) { return false }
            if let oldest, node.mtime < oldest { return false }
            if let newest, node.mtime > newest { return false }
            if let tree = node.subtree, treeBlobs.contains(tree) { return true }
            if !dataBlobs.isEmpty, let content = node.content, content.contains(where: dataBlobs.contains) {
                return true
            }
            return !patterns.isEmpty && path.withUnsafeBytes(patterns.matchesItself)
        }
    }

    private struct Place: Hashable {
        var tree: ObjectID
        var path: [UInt8]
    }

    private let walker: TreeWalker
    private let criteria: Criteria
    private var barren: Set<Place> = []

    /// Makes a search; the index of the repository must be loaded.
    package init(_ repository: Repository, _ codec: BlobCodec, _ criteria: Criteria) {
        walker = TreeWalker(repository, codec)
        self.criteria = criteria
    }

    /// Calls `found` for each entry of a snapshot that matches, and `damaged` for directories that cannot be read.
    package mutating func search(
        _ snapshot: Snapshot,
        found: (_ path: [UInt8], Node) throws -> Void,
        damaged: (_ path: [UInt8], DRError) throws -> Void
    ) throws {
        var matches = 0
        var before: [Int] = []
        var barren = barren
        let criteria = criteria
        try walker.walk(snapshot.tree) { path, node in
            if criteria.matches(path, node) {
                matches += 1
                try found(path, node)
            }
            guard node.kind == .directory, let tree = node.subtree else { return .skip }
            guard !barren.contains(Place(tree: tree, path: path)) else { return .skip }
            before.append(matches)
            return .descend
        } leave: { path, node in
            guard before.popLast() == matches, let tree = node.subtree else { return }
            barren.insert(Place(tree: tree, path: path))
        } damaged: { path, error in
            // Nothing was entered, so nothing will be left; and what could not be read is no barren place. The root was
            // never announced.
            matches += 1
            _ = before.popLast()
            try damaged(path, error)
        }
        self.barren = barren
    }
}
