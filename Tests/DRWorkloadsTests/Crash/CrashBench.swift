import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import Testing

@testable import DRWorkloads

/// A small tree that changes, and backups of it whose content is known.
struct CrashBench {
    static let oldPassword = Secret(Array("old".utf8))
    static let newPassword = Secret(Array("new".utf8))
    static let scrypt = Scrypt(n: 2, r: 1, p: 1)

    let scratch: ScratchDirectory
    /// Small packs, so that there are many operations.
    private let options = WriteOptions(packSize: 4096)

    init(_ scratch: ScratchDirectory) throws {
        self.scratch = scratch
        for folder in ["source", "source/a", "source/b"] {
            guard mkdir(scratch.path(folder), 0o700) == 0 else {
                throw DRError.system("create", scratch.path(folder), errno: clinux_errno())
            }
        }
    }

    /// The files of the source at a stage: some stay, some change, some come and go.
    static func files(_ stage: UInt64) -> [String: [UInt8]] {
        var files = ["empty": [UInt8](), "b/text": Array(String(repeating: "line\n", count: 500).utf8)]
        for number in 0..<6 as Range<UInt64> {
            let seed = number % 2 == 0 ? number : number + 100 * stage
            files["a/\(number)"] = SeededGenerator.repeating(seed, count: 900 + Int(number) * 400)
        }
        files["b/stage\(stage)"] = SeededGenerator.repeating(1000 + stage, count: 2000)
        return files
    }

    /// Brings the source to a stage.
    func write(_ stage: UInt64) throws {
        for folder in ["a", "b"] {
            for name in try scratch.names(in: "source/" + folder) { try scratch.remove("source/\(folder)/\(name)") }
        }
        for (name, bytes) in Self.files(stage) { try scratch.write(bytes, to: "source/" + name) }
    }

    /// Opens a repository whose password is one of the two.
    func open(_ backend: any Backend) throws -> Repository {
        do {
            return try Repository.open(backend, password: Self.oldPassword)
        } catch let error as DRError where error.code == .wrongPassword {
            return try Repository.open(backend, password: Self.newPassword)
        }
    }

    /// Backs up the source as it is.
    func backUp(to backend: any Backend) throws -> Snapshot {
        var settings = BackupOptions(exclusion: try Exclusion())
        settings.targets = [Array(scratch.path("source").utf8)]
        settings.hostname = "example.com"
        let backup = FileTreeBackup(settings, cancellation: Cancellation())
        let report = try backup.run {
            let repository = try open(backend)
            try repository.loadIndex()
            return BackupDestination(
                repository: repository,
                parent: try repository.snapshots().last,
                options: options
            )
        }
        #expect(report.problemCount == 0)
        return report.snapshot
    }

    /// Removes snapshots and what only they need.
    func forgetAndPrune(_ snapshots: [Snapshot], on backend: any Backend) throws {
        try open(backend).forget(snapshots.compactMap(\.id))
        let pruning = PruneOptions(maxUnused: .percent(0), packSize: 4096)
        _ = try Pruning(open(backend), options: pruning).run()
    }

    /// The files of a snapshot, read blob by blob.
    func read(_ snapshot: Snapshot, from backend: any Backend) throws -> [String: [UInt8]] {
        let repository = try open(backend)
        try repository.loadIndex()
        let codec = try repository.makeCodec()
        let prefix = scratch.path("source").utf8.count + 1
        let content = ByteBuffer()
        var files: [String: [UInt8]] = [:]
        try TreeWalker(repository, codec).walk(snapshot.tree) { path, node in
            guard let ids = node.content else { return .descend }
            content.removeAll()
            for id in ids { try repository.loadBlob(.data, id, codec, into: content) }
            files[String(decoding: path.dropFirst(prefix), as: UTF8.self)] = content.array
            return .skip
        }
        return files
    }

    /// The files of a snapshot, restored into an empty directory.
    func restore(_ snapshot: Snapshot, from backend: any Backend) throws -> [String: [UInt8]] {
        let repository = try open(backend)
        try repository.loadIndex()
        var options = RestoreOptions(target: scratch.path("target"))
        options.subpath = scratch.path("source")
        let report = try FileTreeRestore(repository: repository, snapshot: snapshot, options: options).run()
        #expect(report.failure == nil)
        var files: [String: [UInt8]] = [:]
        for folder in ["", "a/", "b/"] {
            for name in try scratch.names(in: "target/" + folder) where !["a", "b"].contains(name) {
                files[folder + name] = try scratch.read("target/\(folder)\(name)")
            }
        }
        try scratch.remove("target")
        return files
    }

    /// What a check of every byte says.
    func verify(_ backend: any Backend) throws -> VerifyReport {
        try Verification(open(backend), options: VerifyOptions(readData: .all)).run()
    }
}
