import DRCore
import DRRepository
import DRStorage

extension BackupOptions {
    /// What a backup on top of `parent` amounts to: without one every byte is read.
    func kind(after parent: Snapshot?) -> Kind { parent == nil ? .full : kind }

    /// The snapshot of a root tree, not saved yet.
    func snapshot(of tree: ObjectID, paths: [String], after parent: Snapshot?, _ start: Timestamp) -> Snapshot {
        var snapshot = Snapshot(tree: tree)
        snapshot.time = time ?? start
        snapshot.utcOffset = CivilTime.localOffset(at: snapshot.time)
        snapshot.parent = parent?.id
        snapshot.paths = paths
        snapshot.hostname = hostname.isEmpty ? HostIdentity.current.hostname : hostname
        snapshot.username = HostIdentity.current.username
        snapshot.uid = HostIdentity.current.uid
        snapshot.gid = HostIdentity.current.gid
        snapshot.excludes = excludes
        snapshot.tags = [kind(after: parent).rawValue] + tags.filter { Kind(rawValue: $0) == nil }
        snapshot.programVersion = programVersion
        return snapshot
    }
}
