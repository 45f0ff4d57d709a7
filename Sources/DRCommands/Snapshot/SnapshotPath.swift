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
        /// The entry at the path; nil for the root.
        var node: Node?
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
        guard path.contains(where: { $0 != UInt8(ascii: "/") }) else { return Resolved(snapshot: found, node: nil) }
        guard let node = try TreeWalker(repository, codec).find(path, below: found.tree) else {
            throw DRError(
                .failed,
                "the snapshot \(found.id?.short ?? "") has no such path",
                object: Printable.name(path),
                hint: "dr ls \(found.id?.short ?? snapshot)"
            )
        }
        return Resolved(snapshot: found, node: node)
    }
}
