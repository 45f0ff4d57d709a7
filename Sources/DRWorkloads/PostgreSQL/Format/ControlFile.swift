import DRCore

/// What `global/pg_control` says of a cluster.
///
/// Source: PostgreSQL, `catalog/pg_control.h`, on machines of 64 bits. Versions 13 to 17 share the form 1300; in that of 18 a field
/// comes behind all that is read here, so the checksum lies further on.
package struct ControlFile: Hashable, Sendable {
    /// What the cluster was doing when it wrote the file.
    package enum State: UInt32, Sendable {
        case startingUp
        case shutDown
        case shutDownInRecovery
        case shuttingDown
        case inCrashRecovery
        case inArchiveRecovery
        case inProduction
    }

    /// The cluster, the same for its standbys and its backups.
    package let systemIdentifier: UInt64
    /// The version of the catalog, which differs between major versions.
    package let catalogVersion: UInt32
    /// What the cluster was doing.
    package let state: State
    /// The last checkpoint.
    package let checkpoint: LogSequenceNumber
    /// Where a recovery from that checkpoint begins.
    package let redo: LogSequenceNumber
    /// The timeline of that checkpoint; after a promotion it is the old one until the next checkpoint.
    package let timeline: UInt32
    /// The size of a page in bytes.
    package let pageSize: UInt32
    /// Pages in a file of a relation.
    package let pagesPerFile: UInt32
    /// The size of a segment of the log in bytes.
    package let segmentSize: UInt32
    /// Whether pages carry checksums.
    package let hasPageChecksums: Bool

    /// Its path in the data directory.
    package static let path = "global/pg_control"
    /// Where the checksum of the bytes before it lies, in the forms that are known; the file is padded to 8192 bytes.
    private static let checksumOffsets: [UInt32: Int] = [1300: 288, 1800: 292]
    private static let smallestSize = 292

    /// Reads the content of the file.
    ///
    /// - Throws: `DRError` with code `integrity` when its checksum is wrong, and `failed` for a version that is unknown.
    package init(_ bytes: UnsafeRawBufferPointer, path: String) throws {
        guard bytes.count >= Self.smallestSize else {
            throw DRError(.integrity, "the control file is too short", object: path)
        }
        func field<Integer: FixedWidthInteger>(_ offset: Int) -> Integer {
            Integer(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Integer.self))
        }
        let version: UInt32 = field(8)
        guard let checksumOffset = Self.checksumOffsets[version] else {
            throw DRError(
                .failed,
                "the control file has the form \(version), which is not known",
                object: path,
                hint: "PostgreSQL 13 to 18 are supported"
            )
        }
        guard bytes.count >= checksumOffset + MemoryLayout<UInt32>.size,
            CRC32C.checksum(UnsafeRawBufferPointer(rebasing: bytes[..<checksumOffset])) == field(checksumOffset),
            let state = State(rawValue: field(16))
        else {
            throw DRError(
                .integrity,
                "the checksum of the control file is wrong",
                object: path,
                hint: "read it again; if it stays wrong, the cluster is damaged"
            )
        }
        systemIdentifier = field(0)
        catalogVersion = field(12)
        self.state = state
        checkpoint = LogSequenceNumber(offset: field(32))
        redo = LogSequenceNumber(offset: field(40))
        timeline = field(48)
        pageSize = field(216)
        pagesPerFile = field(220)
        segmentSize = field(228)
        let checksumVersion: UInt32 = field(252)
        hasPageChecksums = checksumVersion != 0
    }
}
