import CLinux
import DRCore
import DRWorkloads

/// Finds out which cluster a file of the write-ahead log is of.
package enum WALIdentity {
    /// The cluster of a file in `pg_wal`: what its first page says, and the control file of the data directory.
    ///
    /// - Throws: `DRError` (integrity) when the two differ, or the page is none; nil for a file without such a page, when
    ///   the control file cannot be read.
    package static func cluster(of source: WALSource) throws -> UInt64? {
        let stated = try cluster(dataDirectoryAbove: source.path)
        guard let written = try header(of: source)?.systemIdentifier else { return stated }
        if let stated, stated != written {
            throw DRError(
                .integrity,
                "the segment is of the cluster \(written), but lies in the data directory of the cluster \(stated)",
                object: source.path,
                hint: "it was copied there: remove it only when you know where it came from"
            )
        }
        return written
    }

    /// The cluster of a data directory; nil when its control file cannot be read.
    package static func cluster(dataDirectory: String) throws -> UInt64? {
        guard access(dataDirectory + "/" + ControlFile.path, R_OK) == 0 else { return nil }
        return try ControlFile.read(dataDirectory).systemIdentifier
    }

    /// The cluster of a file, as it was found, or as somebody named it.
    ///
    /// - Throws: `DRError` (integrity) when the two differ, (usage) when there is neither.
    package static func require(_ found: UInt64?, named: UInt64?, _ source: WALSource) throws -> UInt64 {
        if let found, let named, found != named {
            throw DRError(
                .integrity,
                "the file is of the cluster \(found), not of \(named)",
                object: source.path,
                hint: "check archive_command: each cluster needs a plan of its own"
            )
        }
        guard let identity = found ?? named else {
            throw DRError(
                .usage,
                "it cannot be told of which cluster the file is",
                object: source.path,
                hint: "run as the user of the server, beside its data directory, or name it with --cluster"
            )
        }
        return identity
    }

    /// The cluster whose log a recovery asks for: the one that is named, else that of the data directory.
    ///
    /// - Throws: `DRError` (usage) when there is neither.
    package static func require(_ named: UInt64?, server: String, _ file: String) throws -> UInt64 {
        if let identity = try named ?? (server.isEmpty ? nil : cluster(dataDirectory: server)) { return identity }
        throw DRError(
            .usage,
            "it cannot be told of which cluster the log is meant",
            object: file,
            hint: "run in the data directory of a server, or name the cluster with --cluster"
        )
    }

    /// Makes sure that PostgreSQL gives files of its log such a name.
    ///
    /// - Throws: `DRError` (usage) when it does not.
    package static func requireName(_ name: String) throws {
        guard WALFileName(name) != nil else {
            throw DRError(.usage, "no file of a write-ahead log is called so", object: name)
        }
    }

    private static func cluster(dataDirectoryAbove path: String) throws -> UInt64? {
        guard let folder = WALFolder.above(path) else { return nil }
        return try cluster(dataDirectory: folder)
    }

    private static func header(of source: WALSource) throws -> WALSegmentHeader? {
        switch source.name {
        case .history, .backup: return nil
        case .segment(let name), .partial(let name):
            let file = try FileDescriptor.open(source.path, O_RDONLY)
            let space = ByteBuffer()
            space.resize(to: WALSegmentHeader.size)
            let count = try file.read(into: space.mutableBytes, path: source.path)
            return try WALSegmentHeader(UnsafeRawBufferPointer(rebasing: space.bytes[..<count]), name: name)
        }
    }
}
