import DRCore
import DRRepository
import DRStorage

extension BackupOptions {
    /// The snapshot of a root tree, not saved yet.
    func snapshot(of tree: ObjectID, paths: [String], after parent: Snapshot?, _ start: Timestamp) -> Snapshot {
        var snapshot = Snapshot(tree: tree)
        snapshot.time = time ?? start
        snapshot.parent = parent?.id
        snapshot.paths = paths
        snapshot.hostname = hostname.isEmpty ? HostIdentity.current.hostname : hostname
        snapshot.username = HostIdentity.current.username
        snapshot.uid = HostIdentity.current.uid
        snapshot.gid = HostIdentity.current.gid
        snapshot.excludes = excludes
        snapshot.tags = tags
        snapshot.programVersion = programVersion
        return snapshot
    }
}
