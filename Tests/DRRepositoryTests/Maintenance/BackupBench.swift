import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

/// Makes small backups without a file system: files by path, cut every 512 bytes, in packs of 4 KiB.
struct BackupBench: Sendable {
    let backend: any Backend
    let key: MasterKey
    let version: Int

    init(_ backend: any Backend, version: Int = 2, key: MasterKey? = nil) throws {
        self.backend = backend
        self.version = version
        self.key = try #require(key ?? MasterKey.random())
    }

    /// A config and a key file, as verify wants to see them.
    func writeConfig() throws {
        let config = RepositoryConfig(
            version: version,
            id: String(repeating: "1", count: 64),
            chunkerPolynomial: 0x3D_A335_8B4D_C173
        )
        let plaintext = ByteBuffer()
        config.appendJSON(to: plaintext)
        let stored = ByteBuffer()
        try Sealer(key: key).seal(plaintext.bytes, into: stored)
        try backend.save(.config, stored.bytes)
        let file = try KeyFile.seal(
            key,
            password: Secret(Array("secret".utf8)),
            scrypt: Scrypt(n: 2, r: 1, p: 1),
            username: "tester",
            hostname: "example.com"
        )
        _ = try Repository.saveKeyFile(backend, file)
    }

    /// The repository as a new process sees it; the index is not loaded.
    func open(_ other: (any Backend)? = nil) throws -> Repository {
        try Repository.forTests(other ?? backend, version: version, key: key)
    }

    /// Backs up files, each path with its content, as a process of its own would.
    @discardableResult
    func backUp(_ files: [String: [UInt8]], at seconds: Int64 = 0, on other: (any Backend)? = nil) throws -> Snapshot {
        let repository = try open(other)
        try repository.loadIndex()
        let writer = try BlobWriter(repository, options: WriteOptions(packSize: 4096))
        let codec = try repository.makeCodec()
        let entries = files.map { (path: $0.key.split(separator: "/").map(String.init), bytes: $0.value) }
        var snapshot = Snapshot(tree: try save(entries[...], writer, codec))
        try writer.finish()
        snapshot.time = Timestamp(seconds: 1_706_193_022 + seconds)
        snapshot.paths = ["/"]
        snapshot.hostname = "example.com"
        return try repository.save(snapshot, codec)
    }

    private func save(
        _ entries: ArraySlice<(path: [String], bytes: [UInt8])>,
        _ writer: BlobWriter,
        _ codec: BlobCodec
    ) throws -> ObjectID {
        let json = ByteBuffer()
        var tree = TreeEncoder(json)
        let groups = Dictionary(grouping: entries) { $0.path[0] }
        for (name, members) in groups.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            var node = Node()
            node.name = Array(name.utf8)
            if members[0].path.count == 1 {
                node.size = UInt64(members[0].bytes.count)
                node.content = try members[0].bytes.withUnsafeBytes { bytes in
                    try stride(from: 0, to: bytes.count, by: 512).map { start in
                        let part = UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + 512, bytes.count)])
                        return try writer.save(.data, part, codec).id
                    }
                }
            } else {
                node.kind = .directory
                let below = members.map { (path: Array($0.path.dropFirst()), bytes: $0.bytes) }
                node.subtree = try save(below[...], writer, codec)
            }
            try tree.append(node)
        }
        tree.finish()
        return try writer.save(.tree, json.bytes, codec).id
    }

    /// Reads a snapshot back: every path with its content.
    func restore(_ snapshot: Snapshot, from other: (any Backend)? = nil) throws -> [String: [UInt8]] {
        let repository = try open(other)
        try repository.loadIndex()
        let codec = try repository.makeCodec()
        let content = ByteBuffer()
        var files: [String: [UInt8]] = [:]
        try TreeWalker(repository, codec).walk(snapshot.tree) { path, node in
            guard let ids = node.content else { return .descend }
            content.removeAll()
            for id in ids { try repository.loadBlob(.data, id, codec, into: content) }
            files[String(decoding: path.dropFirst(), as: UTF8.self)] = content.array
            return .skip
        }
        return files
    }

    /// What verify says about the repository.
    func verify(
        _ other: (any Backend)? = nil,
        readData: ReadDataSelection = .all
    ) throws -> VerifyReport {
        try Verification(open(other), options: VerifyOptions(readData: readData)).run()
    }

    /// Some files in folders; the same seed gives the same ones, and higher versions of a seed share most content.
    static func files(_ seed: UInt64, version: UInt64 = 0) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for number in 0..<12 {
            let isChanged = number % 4 == 0
            var generator = SeededGenerator(
                seed: seed &* 1000 &+ UInt64(number) &+ (isChanged ? version &* 100_000 : 0)
            )
            files["folder\(number % 3)/sub/file\(number)"] = generator.bytes(700 + number * 300)
        }
        files["top"] = Array("constant".utf8)
        return files
    }
}
