import DRCore
import DRRepository
import DRStorage

/// A place in a snapshot as a user writes it: `SNAPSHOT` or `SNAPSHOT:PATH`.
struct SnapshotPath {
    /// What names the snapshot.
    let snapshot: String
    /// The path in it; empty for all of it.
    let path: [UInt8]

    /// What a place turned out to be.
    struct Resolved {
        var snapshot: Snapshot
        /// The path without doubled slashes and without one at the end; empty for the root.
        var path: [UInt8]
        /// The entry at the path; nil for the root.
        var node: Node?

        /// The directory at the place.
        ///
        /// - Throws: `DRError` when it is something else.
        func directory() throws -> ObjectID {
            guard let node else { return snapshot.tree }
            guard let tree = node.subtree else {
                throw DRError(.failed, "this is no directory", object: Printable.name(path))
            }
            return tree
        }
    }

    /// Reads the text: the path begins after the first colon.
    init(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        snapshot = String(parts[0])
        path = parts.count > 1 ? [UInt8](parts[1].utf8) : []
    }

    /// Finds the snapshot and the entry; the index must be loaded when there is a path.
    ///
    /// - Throws: `DRError` when either is not there.
    func resolve(
        in repository: Repository,
        _ codec: BlobCodec,
        matching filter: SnapshotFilter = SnapshotFilter()
    ) throws -> Resolved {
        let found = try SnapshotSelection.resolve(snapshot, in: repository.snapshots(), matching: filter)
        return try Self.resolve(path, in: found, TreeWalker(repository, codec))
    }

    /// Finds the entry at a path of a snapshot.
    static func resolve(_ path: [UInt8], in snapshot: Snapshot, _ walker: TreeWalker) throws -> Resolved {
        let clean = path.split(separator: UInt8(ascii: "/")).flatMap { [UInt8(ascii: "/")] + $0 }
        guard !clean.isEmpty else { return Resolved(snapshot: snapshot, path: [], node: nil) }
        guard let node = try walker.find(clean, below: snapshot.tree) else {
            let id = snapshot.id?.short ?? "latest"
            throw DRError(
                .failed,
                "the snapshot \(id) has no such path",
                object: Printable.name(path),
                hint: "dr ls \(id)"
            )
        }
        return Resolved(snapshot: snapshot, path: clean, node: node)
    }
}
