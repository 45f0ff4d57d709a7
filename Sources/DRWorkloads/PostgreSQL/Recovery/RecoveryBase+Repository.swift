import DRCore
import DRRepository
import DRStorage

extension RecoveryBase {
    /// The base backups of a cluster in a repository whose index is loaded, by snapshot.
    ///
    /// - Parameters:
    ///   - known: what was found before, nil for snapshots that are none; those are not read again.
    ///   - damaged: called for a snapshot that cannot be read, of which nobody knows whether it is a base backup.
    /// - Throws: what the storage and `damaged` throw.
    package static func all(
        in repository: Repository,
        of cluster: UInt64,
        known: [ObjectID: RecoveryBase?] = [:],
        damaged: (ObjectID, DRError) throws -> Void
    ) throws -> [ObjectID: RecoveryBase?] {
        let codec = try repository.makeCodec()
        var found: [ObjectID: RecoveryBase?] = [:]
        for (id, _) in try repository.backend.list(.snapshot) {
            if let before = known[id] {
                found.updateValue(before, forKey: id)
                continue
            }
            do {
                let snapshot = try repository.loadSnapshot(id, codec)
                let isBase =
                    BaseBackupRecord.isBase(snapshot)
                    && snapshot.tags.contains(BaseBackupRecord.tag(ofCluster: cluster))
                var base: RecoveryBase?
                if isBase { base = RecoveryBase(id: id.hex, try BaseBackupRecord.read(from: repository, snapshot)) }
                found.updateValue(base, forKey: id)
            } catch let error as DRError where error.code == .integrity {
                try damaged(id, error)
            }
        }
        return found
    }

    /// Takes from the record of a base backup what decides on recovery.
    init(id: String, _ record: BaseBackupRecord) {
        self.init(
            id: id,
            timeline: record.timeline,
            start: record.start,
            stop: record.stop,
            startTime: record.startTime,
            stopTime: record.stopTime
        )
    }
}
