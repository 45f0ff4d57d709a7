import DRCore
import DRRepository
import DRStorage

/// What recovery must know of a base backup to choose it and to begin from it; it lies in the snapshot itself.
package struct BaseBackupRecord: Hashable, Sendable {
    /// A tablespace beside the data directory.
    package struct Tablespace: Hashable, Sendable {
        /// Its number, which names its folder in the snapshot.
        package var oid: UInt32
        /// The directory that it lay in.
        package var path: String
    }

    /// Pages whose checksum was wrong, and stayed so when they were read again.
    package struct BadPages: Hashable, Sendable {
        /// The file below the base backup, such as `data/base/5/1259`.
        package var file: String
        /// The first numbers of the pages in their relation.
        package var blocks: [UInt32]
        /// How many there are in the file.
        package var count: Int
    }

    /// The tag of the snapshots of base backups.
    package static let tag = "base"
    /// Its path below `/.dr-records`.
    package static let path = "base-backup.json"
    /// The top directory of base backups in their snapshots; below it is a folder for the cluster.
    package static let folder = "dr-base"

    /// The cluster.
    package var systemIdentifier: UInt64 = 0
    /// The version of the server as a number, such as 150018.
    package var serverVersion = 0
    /// The version of its catalog.
    package var catalogVersion: UInt32 = 0
    /// The timeline that the backup was made on.
    package var timeline: UInt32 = 1
    /// Where recovery begins to read the log.
    package var start = LogSequenceNumber(offset: 0)
    /// Recovery must get here before the copy is consistent.
    package var stop = LogSequenceNumber(offset: 0)
    /// When the backup was started, by the clock of the server.
    package var startTime = Timestamp(seconds: 0)
    /// When it was stopped, by the clock of the server: no earlier moment can be reached from it.
    package var stopTime = Timestamp(seconds: 0)
    /// When the first file was read, by the clock of this machine; files changed later are read again next time.
    package var copyTime = Timestamp(seconds: 0)
    /// The size of a segment of the log in bytes.
    package var segmentSize = WALSegment.usualSize
    /// Whether it was taken from a standby.
    package var isFromStandby = false
    /// Whether pages carry checksums, so that they could be checked.
    package var hasPageChecksums = false
    /// Pages that were read and checked.
    package var checkedPages: UInt64 = 0
    /// What is wrong with them.
    package var badPages: [BadPages] = []
    /// The tablespaces beside the data directory.
    package var tablespaces: [Tablespace] = []
    /// Settings that a recovery needs at least as large, and those that name libraries.
    package var settings: [String: String] = [:]

    /// The role that the cluster was made by, which is a superuser.
    package var superuser = "postgres"

    /// Makes a record of nothing.
    package init() {}

    /// The tag that names a cluster.
    package static func tag(ofCluster systemIdentifier: UInt64) -> String { "cluster:\(systemIdentifier)" }

    /// The first segment that recovery needs.
    package var firstSegment: WALSegment { WALSegment(timeline: timeline, holding: start, size: segmentSize) }

    /// The last segment without which the copy is never consistent.
    package var lastSegment: WALSegment {
        WALSegment(
            timeline: timeline,
            holding: LogSequenceNumber(offset: max(stop.offset, start.offset + 1) - 1),
            size: segmentSize
        )
    }

    /// The folder of the base backup in its snapshot.
    package var root: String { "/\(Self.folder)/\(systemIdentifier)" }

    /// Whether a snapshot is a base backup.
    package static func isBase(_ snapshot: Snapshot) -> Bool {
        snapshot.carriesRecords && snapshot.tags.contains(tag)
            && snapshot.tags.contains { $0.hasPrefix("cluster:") }
    }

    /// Reads the record of a snapshot.
    ///
    /// - Parameter repository: with its index loaded.
    /// - Throws: `DRError` with code `integrity` when the snapshot has none, or it is damaged; `StorageFailure`.
    package static func read(from repository: Repository, _ snapshot: Snapshot) throws -> BaseBackupRecord {
        let codec = try repository.makeCodec()
        let path = "\(RecordFile.folder)/\(Self.path)"
        guard let node = try TreeWalker(repository, codec).find(path.utf8, below: snapshot.tree),
            let content = node.content, node.size <= sizeLimit
        else {
            throw DRError(
                .integrity,
                "the snapshot holds no record of a base backup",
                object: snapshot.id.map { "snapshot \($0.hex)" },
                hint: "dr verify tells what is damaged; choose another base backup"
            )
        }
        let bytes = ByteBuffer()
        for id in content { try repository.loadBlob(.data, id, codec, into: bytes) }
        let text = bytes.bytes
        do {
            return try BaseBackupRecord(json: text)
        } catch let error as DRError {
            throw error.about("snapshot \(snapshot.id?.hex ?? "")/\(path)")
        }
    }

    private static let sizeLimit: UInt64 = 16 << 20
}
