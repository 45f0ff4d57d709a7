import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import DRWorkloads

/// What tests of base backups do with the cluster, the repository and the `dr` of a `WALLab`.
struct BaseLab {
    let lab: WALLab

    /// Makes a lab whose cluster archives with `dr wal push`, under load by pgbench when `rate` is not 0.
    ///
    /// - Parameter rate: transactions a second.
    static func with<Result>(
        rate: Int = 0,
        settings: [String] = [],
        _ body: (BaseLab) throws -> Result
    ) throws -> Result {
        try WALLab.with(settings: ["archive_timeout = 2", "max_wal_size = 256MB"] + settings) { lab in
            let base = BaseLab(lab: lab)
            guard rate > 0 else { return try body(base) }
            try lab.cluster.program("pgbench", ["-i", "-q", "-s", "2", "postgres"])
            let load = try base.load(rate)
            defer { load.end() }
            return try body(base)
        }
    }

    /// Transactions of pgbench until the load is ended.
    func load(_ rate: Int) throws -> PgbenchLoad { try PgbenchLoad(lab.cluster, rate: rate, in: lab.scratch) }

    /// Makes a base backup and demands an exit code.
    @discardableResult
    func backUp(_ kind: String = "--full", expecting status: Int32 = 0) throws -> Tool.Run {
        try run(["backup"] + (kind.isEmpty ? [] : [kind]) + ["orders"], expecting: status)
    }

    /// Runs `dr` as the user of the server and demands an exit code.
    @discardableResult
    func run(_ arguments: [String], expecting status: Int32 = 0) throws -> Tool.Run {
        let run = try lab.dr(arguments, seconds: 300)
        guard run.status == status else {
            throw DRError(
                .failed,
                "dr \(arguments.joined(separator: " ")) ended with \(run.status), not \(status)",
                object: run.errors + run.text
            )
        }
        return run
    }

    /// Restores to a target with a server of `dr`'s own, and starts another on what came of it.
    func recover(_ target: [String], to name: String) throws -> RecoveredCluster {
        try run(["restore", "--plan", "orders", "--target", data(name), "--recover"] + target)
        let copy = try RecoveredCluster(data(name), in: lab.scratch, like: lab.cluster)
        try copy.start()
        return copy
    }

    /// A data directory below one that belongs to the user of the server.
    func data(_ name: String) -> String { lab.scratch.path("run/" + name) }

    /// The base backups, oldest first, with what they say of themselves.
    func bases() throws -> [(snapshot: Snapshot, record: BaseBackupRecord)] {
        let repository = try lab.repository()
        return try repository.snapshots().filter(BaseBackupRecord.isBase).map {
            ($0, try BaseBackupRecord.read(from: repository, $0))
        }
    }
}

extension BaseLab {
    /// The paths of all entries of a snapshot.
    func names(_ snapshot: Snapshot) throws -> [String] {
        let repository = try lab.repository()
        var names: [String] = []
        try TreeWalker(repository, repository.makeCodec()).walk(snapshot.tree) { path, _ in
            names.append(String(decoding: path, as: UTF8.self))
            return .descend
        }
        return names
    }
}

extension TestCluster {
    /// Runs a program as the user of the server.
    func asUser(_ program: String, _ arguments: [String]) throws {
        let words = asServer + [program] + arguments
        let run = try Tool(words[0]).run(Array(words.dropFirst()))
        guard run.status == 0 else { throw DRError(.failed, "\(program) failed: \(run.errors)") }
    }
}

extension BaseLab {
    /// Takes a segment out of the middle of the archive: the snapshot that holds it goes; its name.
    func loseSegment() throws -> String {
        let repository = try lab.repository()
        guard let record = try bases().last?.record else { throw DRError(.failed, "there is no base backup") }
        let archive = WALArchive(repository, systemIdentifier: record.systemIdentifier)
        try archive.refresh()
        var segment = record.lastSegment.next
        for _ in 0..<20 {
            segment = segment.next
            guard let file = archive.files[segment.name], archive.files[segment.next.name] != nil else { continue }
            let others = archive.files.values.filter { $0.snapshot == file.snapshot }
            guard others.allSatisfy({ $0.name >= segment.name || $0.name.contains(".") }) else { continue }
            guard archive.files.values.contains(where: { $0.snapshot != file.snapshot && $0.name > segment.name })
            else {
                continue
            }
            try repository.backend.delete(ObjectName(.snapshot, file.snapshot))
            return segment.name
        }
        throw DRError(.failed, "there is no segment in the middle")
    }
}
