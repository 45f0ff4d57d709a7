import DRCore
import DRStorage

/// The snapshots of a repository as they were read before, in a file of this machine.
///
/// A file of a repository never changes under its name, so a snapshot that was read once is known for as long as it is
/// listed. The cache says nothing about whether the file is whole today; what needs to know that reads it again.
///
/// Layout: the mark, the SHA-256 of the config file of the repository, its id, the snapshots from the oldest to the newest,
/// and the SHA-256 of all before. A text is its length in 4 bytes, little-endian, and its bytes; a snapshot is its id, the
/// size of its file in 8 bytes, and its JSON as a text.
package struct SnapshotCache: Sendable {
    /// What a cache holds.
    package struct Content: Sendable {
        /// The id in the config of the repository.
        package var repositoryID: String
        /// The snapshots, oldest first.
        package var snapshots: [StoredSnapshot]

        /// Brings the id of a repository and its snapshots together.
        package init(repositoryID: String, snapshots: [StoredSnapshot]) {
            self.repositoryID = repositoryID
            self.snapshots = snapshots
        }
    }

    private static let mark: StaticString = "dr snapshots 1\n"
    private static let limit = 4 << 30
    private static var markBytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: mark.utf8Start, count: mark.utf8CodeUnitCount)
    }

    private let path: String

    /// Names the file; nothing is read yet.
    package init(path: String) {
        self.path = path
    }

    /// What is known of the repository whose config file has a hash; nil when that is nothing, or the file is damaged.
    ///
    /// - Throws: `DRError` when the file is there and cannot be read.
    package func load(config: ObjectID) throws -> Content? {
        guard let bytes = try FileBytes.read(path, limit: Self.limit) else { return nil }
        return try bytes.withUnsafeBytes { bytes in
            let end = bytes.count - ObjectID.byteCount
            guard end > 0 else { return nil }
            let body = UnsafeRawBufferPointer(rebasing: bytes[..<end])
            let sum = ObjectID(bytes: UnsafeRawBufferPointer(rebasing: bytes[end...]))
            guard try SHA256Hasher().hash(body) == sum else { return nil }
            return try Self.content(of: body, config)
        }
    }

    /// Replaces the file, readable by its owner alone.
    ///
    /// - Throws: `DRError` when it cannot be written; what it held before stays.
    package func save(_ content: Content, config: ObjectID) throws {
        let buffer = ByteBuffer(capacity: 512 * content.snapshots.count)
        let json = ByteBuffer()
        buffer.append(Self.mark)
        config.append(to: buffer)
        Self.append(content.repositoryID.utf8.count, UInt32.self, buffer)
        buffer.append(content.repositoryID)
        for stored in content.snapshots {
            json.removeAll()
            stored.snapshot.appendJSON(to: json)
            stored.id.append(to: buffer)
            Self.append(stored.size, UInt64.self, buffer)
            Self.append(json.count, UInt32.self, buffer)
            buffer.append(json.bytes)
        }
        try SHA256Hasher().hash(buffer.bytes).append(to: buffer)
        try FileBytes.replace(path, with: buffer.array, mode: 0o600)
    }

    private static func append<Number: FixedWidthInteger>(_ value: Int, _: Number.Type, _ buffer: ByteBuffer) {
        withUnsafeBytes(of: Number(clamping: value).littleEndian) { buffer.append($0) }
    }

    private static func content(of body: UnsafeRawBufferPointer, _ config: ObjectID) throws -> Content? {
        var rest = Cursor(body)
        guard rest.take(mark.utf8CodeUnitCount)?.hasSameBytes(as: markBytes) == true,
            let hash = rest.take(ObjectID.byteCount), ObjectID(bytes: hash) == config, let name = rest.takeText()
        else { return nil }
        var records: [Record] = []
        while !rest.isAtEnd {
            guard let id = rest.take(ObjectID.byteCount), let size = rest.take(UInt64.self), let json = rest.takeText()
            else { return nil }
            records.append(Record(id: ObjectID(bytes: id), size: Int(clamping: size), json: json))
        }
        let snapshots = try decode(records)
        return Content(repositoryID: String(decoding: name, as: UTF8.self), snapshots: snapshots)
    }

    /// Reads the JSON of records on all processors, each of them a run of neighbours.
    private static func decode(_ records: [Record]) throws -> [StoredSnapshot] {
        let workers = WorkerThread.processorCount
        let share = (records.count + workers - 1) / workers
        let parts = SnapshotParts(count: workers)
        try ParallelWork.forEach(count: workers, workers: workers) { _, part in
            let range = min(part * share, records.count)..<min((part + 1) * share, records.count)
            parts.set(part, try records[range].map { try $0.stored })
        }
        return parts.joined
    }
}

extension SnapshotCache {
    /// A snapshot whose JSON was not read yet; the bytes are those of the file.
    private struct Record: @unchecked Sendable {
        let id: ObjectID
        let size: Int
        let json: UnsafeRawBufferPointer

        var stored: StoredSnapshot {
            get throws { StoredSnapshot(try Snapshot(json: json, id: id), id: id, size: size) }
        }
    }

    /// Takes bytes from the front; nil where there are too few.
    private struct Cursor {
        private var rest: UnsafeRawBufferPointer

        init(_ bytes: UnsafeRawBufferPointer) {
            rest = bytes
        }

        var isAtEnd: Bool { rest.isEmpty }

        mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
            guard count <= rest.count else { return nil }
            defer { rest = UnsafeRawBufferPointer(rebasing: rest[count...]) }
            return UnsafeRawBufferPointer(rebasing: rest[..<count])
        }

        mutating func take<Number: FixedWidthInteger>(_: Number.Type) -> Number? {
            take(MemoryLayout<Number>.size).map { Number(littleEndian: $0.loadUnaligned(as: Number.self)) }
        }

        mutating func takeText() -> UnsafeRawBufferPointer? {
            take(UInt32.self).flatMap { take(Int($0)) }
        }
    }
}
