import DRCore
import DRRepository
import DRStorage

extension RecoveryBase {
    /// The tag of base backups.
    private static let tag = "base"

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
                let isBase = snapshot.tags.contains(tag) && snapshot.tags.contains("cluster:\(cluster)")
                var base: RecoveryBase?
                if isBase { base = try read(repository, snapshot, id, codec) }
                found.updateValue(base, forKey: id)
            } catch let error as DRError where error.code == .integrity {
                try damaged(id, error)
            }
        }
        return found
    }

    /// Reads what decides on recovery from the record that a base backup carries.
    private static func read(
        _ repository: Repository,
        _ snapshot: Snapshot,
        _ id: ObjectID,
        _ codec: BlobCodec
    ) throws -> RecoveryBase {
        let path = RecordFile.folder + "/base-backup.json"
        guard let node = try TreeWalker(repository, codec).find(path.utf8, below: snapshot.tree),
            let content = node.content
        else {
            throw DRError(.integrity, "the snapshot holds no record of a base backup", object: "snapshot \(id.hex)")
        }
        let bytes = ByteBuffer()
        for piece in content { try repository.loadBlob(.data, piece, codec, into: bytes) }
        defer { withExtendedLifetime(bytes) {} }
        var reader = JSONReader(bytes.bytes)
        var positions: [String: LogSequenceNumber] = [:]
        var times: [String: Timestamp] = [:]
        var timeline: UInt32 = 0
        try reader.beginObject()
        while let key = try reader.nextKey() {
            let name = key.string
            switch name {
            case "start_lsn", "stop_lsn": positions[name] = LogSequenceNumber(try reader.string().string)
            case "start_time", "stop_time": times[name] = try reader.timestamp()
            case "timeline": timeline = try reader.integer()
            default: try reader.skipValue()
            }
        }
        guard let start = positions["start_lsn"], let stop = positions["stop_lsn"], timeline > 0, start <= stop,
            let startTime = times["start_time"], let stopTime = times["stop_time"]
        else {
            throw DRError(.integrity, "the record of the base backup is not whole", object: "snapshot \(id.hex)")
        }
        return RecoveryBase(
            id: id.hex,
            timeline: timeline,
            start: start,
            stop: stop,
            startTime: startTime,
            stopTime: stopTime
        )
    }
}
