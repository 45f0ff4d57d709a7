import DRCore
import DRRepository
import DRStorage
import DRWorkloads

/// A repository that a test backs up into; every step opens it anew, as another process would.
package struct BackupWorkshop: Sendable {
    package let backend: any Backend
    /// The password of the repository.
    package static let password = "correct horse"

    private static var secret: Secret<[UInt8]> { Secret(Array(password.utf8)) }

    /// Makes a repository, with a key that costs nothing to open.
    package init(_ backend: any Backend = MemoryBackend(), version: Int = 2) throws {
        self.backend = backend
        _ = try Repository.create(
            at: backend,
            password: Self.secret,
            version: version,
            scrypt: Scrypt(n: 2, r: 1, p: 1)
        )
    }

    /// Names a repository that is there.
    package init(existing backend: any Backend) {
        self.backend = backend
    }

    /// The repository with its index.
    package func open(_ other: (any Backend)? = nil) throws -> Repository {
        let repository = try Repository.open(other ?? backend, password: Self.secret)
        try repository.loadIndex()
        return repository
    }

    /// Backs up paths on top of the last snapshot, or of `parent`.
    ///
    /// - Parameter other: a backend in front of the one of the workshop.
    @discardableResult
    package func backUp(
        _ targets: [String],
        parent: Snapshot? = nil,
        over other: (any Backend)? = nil,
        packSize: Int = 16 << 20,
        cancellation: Cancellation = Cancellation(),
        progress: BackupProgress = BackupProgress(),
        exclusion: Exclusion? = nil,
        _ change: (inout BackupOptions) -> Void = { _ in }
    ) throws -> BackupReport {
        var options = BackupOptions(exclusion: try exclusion ?? Exclusion())
        options.targets = targets.map { Array($0.utf8) }
        options.hostname = "example.com"
        options.programVersion = "dr test"
        change(&options)
        return try FileTreeBackup(options, progress: progress, cancellation: cancellation).run {
            try destination(parent, over: other, packSize: packSize)
        }
    }

    /// The repository, opened for a backup on top of the last snapshot or of `parent`.
    package func destination(
        _ parent: Snapshot? = nil,
        over other: (any Backend)? = nil,
        packSize: Int = 16 << 20
    ) throws -> BackupDestination {
        let repository = try open(other)
        return BackupDestination(
            repository: repository,
            parent: try parent ?? repository.snapshots().last,
            options: WriteOptions(packSize: packSize)
        )
    }

    /// The snapshots, oldest first.
    package func snapshots() throws -> [Snapshot] { try open().snapshots() }

    /// Every entry of a snapshot by its absolute path.
    package func nodes(_ snapshot: Snapshot) throws -> [[UInt8]: Node] {
        let repository = try open()
        var nodes: [[UInt8]: Node] = [:]
        try TreeWalker(repository, repository.makeCodec()).walk(snapshot.tree) { path, node in
            nodes[path] = node
            return .descend
        }
        return nodes
    }

    /// The entry at an absolute path of a snapshot.
    package func node(_ path: String, in snapshot: Snapshot) throws -> Node? {
        let repository = try open()
        return try TreeWalker(repository, repository.makeCodec()).find(Array(path.utf8), below: snapshot.tree)
    }

    /// The content of every file of a snapshot by its absolute path.
    package func contents(_ snapshot: Snapshot) throws -> [[UInt8]: [UInt8]] {
        let repository = try open()
        let codec = try repository.makeCodec()
        let buffer = ByteBuffer()
        var contents: [[UInt8]: [UInt8]] = [:]
        try TreeWalker(repository, codec).walk(snapshot.tree) { path, node in
            guard node.kind == .file else { return .descend }
            buffer.removeAll()
            for id in node.content ?? [] { try repository.loadBlob(.data, id, codec, into: buffer) }
            contents[path] = buffer.array
            return .skip
        }
        return contents
    }

    /// The tree of a directory in a snapshot; those above may differ, as other tests work beside it.
    package func tree(_ path: String, in snapshot: Snapshot) throws -> ObjectID? {
        try node(path, in: snapshot)?.subtree
    }

    /// The content of a file node.
    package func content(_ node: Node) throws -> [UInt8] {
        let repository = try open()
        let codec = try repository.makeCodec()
        let buffer = ByteBuffer()
        for id in node.content ?? [] { try repository.loadBlob(.data, id, codec, into: buffer) }
        return buffer.array
    }

    /// What verify says, having read all data.
    package func verify() throws -> VerifyReport {
        try Verification(
            Repository.open(backend, password: Self.secret),
            options: VerifyOptions(readData: .all)
        ).run()
    }
}
