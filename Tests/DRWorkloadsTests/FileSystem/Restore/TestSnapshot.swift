import DRCore
import DRRepository
import DRStorage
import Testing

@testable import DRWorkloads

/// A repository in memory with one snapshot that a test made up.
struct TestSnapshot: Sendable {
    static let password = Secret(Array("test".utf8))

    let backend: MemoryBackend
    let repository: Repository
    let snapshot: Snapshot

    /// Stores the entries as the root of a snapshot.
    init(_ entries: [TestEntry], paths: [String] = ["/"], packSize: Int = 16 << 20) throws {
        try self.init(paths: paths, packSize: packSize) { writer, codec in try Self.save(entries, writer, codec) }
    }

    /// Stores what `root` saves and returns as the root of a snapshot.
    init(paths: [String] = ["/"], packSize: Int = 16 << 20, _ root: (BlobWriter, BlobCodec) throws -> ObjectID) throws {
        backend = MemoryBackend()
        let scrypt = Scrypt(n: 2, r: 1, p: 1)
        repository = try Repository.create(at: backend, password: Self.password, scrypt: scrypt)
        let writer = try BlobWriter(repository, options: WriteOptions(packSize: packSize))
        var snapshot = Snapshot(tree: try root(writer, try repository.makeCodec()))
        try writer.finish()
        snapshot.paths = paths
        self.snapshot = snapshot
    }

    /// Stores a directory and all below it.
    static func save(_ entries: [TestEntry], _ writer: BlobWriter, _ codec: BlobCodec) throws -> ObjectID {
        let json = ByteBuffer()
        var tree = TreeEncoder(json)
        for var entry in entries.sorted(by: { $0.node.name.lexicographicallyPrecedes($1.node.name) }) {
            if entry.node.kind == .file, entry.node.content == nil {
                entry.node.content = try entry.blobs.map { blob in
                    try blob.withUnsafeBytes { try writer.save(.data, $0, codec).id }
                }
            }
            if entry.node.kind == .directory, entry.node.subtree == nil {
                entry.node.subtree = try save(entry.children, writer, codec)
            }
            try tree.append(entry.node)
        }
        tree.finish()
        return try writer.save(.tree, json.bytes, codec).id
    }

    /// Stores the JSON of a tree as it is, for directories that no program would write.
    static func save(json: String, _ writer: BlobWriter, _ codec: BlobCodec) throws -> ObjectID {
        try Array(json.utf8).withUnsafeBytes { try writer.save(.tree, $0, codec).id }
    }

    /// Restores into `target`.
    @discardableResult
    func restore(
        to target: String,
        over other: (any Backend)? = nil,
        _ change: (inout RestoreOptions) -> Void = { _ in }
    ) throws -> RestoreReport {
        var options = RestoreOptions(target: target)
        change(&options)
        var source = repository
        if let other {
            source = try Repository.open(other, password: Self.password)
            try source.loadIndex()
        }
        return try FileTreeRestore(repository: source, snapshot: snapshot, options: options).run()
    }

    /// The id of the blob with this content.
    func id(of content: [UInt8]) throws -> ObjectID {
        try content.withUnsafeBytes { try SHA256Hasher().hash($0) }
    }

    /// A copy of the repository with one pack changed.
    func damaged(_ pack: ObjectID, _ change: (inout [UInt8]) -> Void) -> MemoryBackend {
        var objects = backend.contents
        let name = ObjectName(.pack, pack)
        var bytes = objects[name] ?? []
        change(&bytes)
        objects[name] = bytes
        return MemoryBackend(objects)
    }
}
