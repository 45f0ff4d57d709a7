import DRCore
import DRRepository
import DRStorage
import DRTestSupport

/// A scratch configuration with a repository that is quick to open, and the `dr` that uses it.
struct ConfiguredLab {
    /// The environment that is used when a test names none.
    static let environment = "lab"
    static let password = "correct horse"

    let scratch: ScratchDirectory
    /// Knows the folder of the configuration, and the environment.
    let dr: Tool

    /// Where the repository lies.
    var repositoryPath: String { scratch.path("repository") }

    /// Makes a configuration, calls `body`, and removes everything afterwards.
    ///
    /// - Parameters:
    ///   - layer: the environment, as YAML over the base; the base has the plan `files` and the repository `primary`.
    ///   - policy: the retention policy of the plan.
    static func with<Result>(
        layer: String = "timezone: UTC\n",
        policy: String = "keep: {daily: 7}\n",
        variables: [String: String] = [:],
        _ body: (ConfiguredLab) throws -> Result
    ) throws -> Result {
        try ScratchDirectory.with { scratch in
            let folder = ["DR_CONFIG": scratch.path("config"), "DR_ENVIRONMENT": environment]
            let lab = ConfiguredLab(scratch: scratch, dr: try Tool.dr(folder.merging(variables) { $1 }))
            let made = try Tool("mkdir").run(["-p", scratch.path("config/retention"), scratch.path("data")])
            guard made.status == 0 else { throw DRError(.failed, "mkdir failed", object: made.errors) }
            try scratch.write(Array("hello\n".utf8), to: "data/hello")
            try scratch.write(Array((password + "\n").utf8), to: "key")
            try scratch.write(Array(base(scratch).utf8), to: "config/base.yml")
            try scratch.write(Array(layer.utf8), to: "config/\(environment).yml")
            try scratch.write(Array(policy.utf8), to: "config/retention/simple.yml")
            try lab.makeRepository(at: lab.repositoryPath)
            return try body(lab)
        }
    }

    /// Makes a repository with the password of the configuration.
    func makeRepository(at path: String) throws {
        _ = try Repository.create(
            at: LocalBackend(path: path),
            password: Secret(Array(Self.password.utf8)),
            scrypt: Scrypt(n: 2, r: 1, p: 1)
        )
    }

    /// Runs `dr` and demands an exit code.
    @discardableResult
    func run(_ arguments: [String], expecting status: Int32 = 0) throws -> Tool.Run {
        let run = try dr.run(arguments)
        guard run.status == status else {
            throw DRError(
                .failed,
                "dr \(arguments.joined(separator: " ")) ended with \(run.status), not \(status)",
                object: run.errors + run.text
            )
        }
        return run
    }

    /// Stores snapshots of one file with these times and tags, without running a backup for each.
    func makeSnapshots(
        _ times: [Timestamp],
        plan: String = "files",
        host: String = "alpha",
        tags: [String] = []
    ) throws -> [ObjectID] {
        let run = try run(["backup", scratch.path("data"), "--tag", "template", "--host", "template"])
        guard run.status == 0 else { return [] }
        let repository = try Repository.open(
            LocalBackend(path: repositoryPath),
            password: Secret(Array(Self.password.utf8))
        )
        let codec = try repository.makeCodec()
        guard let template = try repository.snapshots().first(where: { $0.hostname == "template" }) else {
            throw DRError(.failed, "the template is not there")
        }
        let made = try times.map { time in
            var snapshot = template
            snapshot.id = nil
            snapshot.time = time
            snapshot.parent = nil
            snapshot.hostname = host
            snapshot.tags = ["dr", "plan:" + plan, "env:" + Self.environment, "full"] + tags
            return try repository.save(snapshot, codec).id
        }
        if let id = template.id { try repository.backend.delete(ObjectName(.snapshot, id)) }
        return made.compactMap { $0 }
    }

    private static func base(_ scratch: ScratchDirectory) -> String {
        """
        version: 1
        timezone: UTC
        state_directory: \(scratch.path("state"))
        repositories:
          primary: {url: \(scratch.path("repository")), password: {file: \(scratch.path("key"))}}
        plans:
          files:
            files: {paths: [\(scratch.path("data"))]}
            repository: primary
            schedule: {full: daily at 02:00}
            retention: simple

        """
    }
}
