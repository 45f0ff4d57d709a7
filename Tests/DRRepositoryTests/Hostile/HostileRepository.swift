import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

/// An intact small repository, and the means of someone who holds its key to spoil it.
struct HostileRepository {
    static let password = Secret(Array("secret".utf8))

    let backend: MemoryBackend
    let bench: BackupBench
    let snapshot: Snapshot
    let files: [String: [UInt8]]

    init(_ files: [String: [UInt8]] = BackupBench.files(1)) throws {
        backend = MemoryBackend()
        bench = try BackupBench(backend)
        try bench.writeConfig()
        self.files = files
        snapshot = try bench.backUp(files)
    }

    /// A copy of the objects, of which some are left out.
    func without(_ kinds: ObjectKind...) -> MemoryBackend {
        MemoryBackend(backend.contents.filter { !kinds.contains($0.key.kind) })
    }

    /// Opens a repository with the password, as a command would.
    func open(_ other: MemoryBackend? = nil) throws -> Repository {
        try Repository.open(other ?? backend, password: Self.password)
    }

    /// What the index says.
    func packs() throws -> [BlobIndex.PackContent] {
        let repository = try bench.open()
        try repository.loadIndex()
        return repository.index.packContents()
    }

    /// Stores an index file that lists `packs`.
    @discardableResult
    func saveIndex(_ packs: [BlobIndex.PackContent], to other: MemoryBackend) throws -> ObjectID {
        let json = ByteBuffer()
        IndexFile.encode(packs, into: json)
        let repository = try bench.open(other)
        return try repository.saveUnpacked(.index, json.bytes, repository.makeCodec())
    }

    /// Seals bytes as they are and stores them under their right name.
    @discardableResult
    func seal(_ kind: ObjectKind, _ plaintext: UnsafeRawBufferPointer, to other: MemoryBackend) throws -> ObjectID {
        let stored = ByteBuffer()
        try Sealer(key: bench.key).seal(plaintext, into: stored)
        let id = try SHA256Hasher().hash(stored.bytes)
        try other.save(ObjectName(kind, id), stored.bytes)
        return id
    }

    /// Stores blobs as a pack of their own, which no index lists yet.
    func savePack(
        _ type: BlobType,
        _ blobs: [(id: ObjectID, stored: ByteBuffer, uncompressedLength: Int)],
        to other: MemoryBackend
    ) throws -> BlobIndex.PackContent {
        let pack = ByteBuffer()
        let header = ByteBuffer()
        var entries: [PackHeader.Entry] = []
        for blob in blobs {
            let entry = PackHeader.Entry(
                id: blob.id,
                type: type,
                offset: pack.count,
                length: blob.stored.count,
                uncompressedLength: blob.uncompressedLength
            )
            pack.append(blob.stored.bytes)
            PackHeader.append(entry, to: header)
            entries.append(entry)
        }
        let start = pack.count
        try Sealer(key: bench.key).seal(header.bytes, into: pack)
        PackHeader.append(UInt32(pack.count - start), to: pack)
        let id = try SHA256Hasher().hash(pack.bytes)
        try other.save(ObjectName(.pack, id), pack.bytes)
        return BlobIndex.PackContent(id: id, entries: entries)
    }

    /// A zstd frame of `gibibytes` GiB of zeros, as many frames of one GiB each.
    static func bomb(gibibytes: Int) throws -> ByteBuffer {
        // Fresh memory reads as zeros and takes no room until it is written to.
        let zeros = ByteBuffer(capacity: 1 << 30)
        zeros.resize(to: 1 << 30)
        let frame = ByteBuffer()
        try Compressor(level: 1).compressAlways(zeros.bytes, into: frame)
        let bomb = ByteBuffer()
        for _ in 0..<gibibytes { bomb.append(frame.bytes) }
        return bomb
    }

    /// Opens the index of another state of the repository.
    func loaded(_ other: MemoryBackend) throws -> Repository {
        let repository = try bench.open(other)
        try repository.loadIndex()
        return repository
    }
}
