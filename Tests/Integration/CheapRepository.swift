import DRCore
import DRRepository
import DRStorage
import DRTestSupport

/// A repository on disk whose password costs nothing to check, for tests that run `dr` many times.
struct CheapRepository {
    static let password = "correct horse"

    let path: String
    let dr: Tool

    /// Makes one at a path.
    init(at path: String) throws {
        self.path = path
        dr = try Tool.dr(["DR_REPOSITORY": path, "DR_PASSWORD": Self.password])
        _ = try Repository.create(
            at: LocalBackend(path: path),
            password: Secret(Array(Self.password.utf8)),
            scrypt: Scrypt(n: 2, r: 1, p: 1)
        )
    }

    /// The same repository with the real program of restic.
    var restic: Tool {
        Tool(
            "restic",
            ["RESTIC_REPOSITORY": path, "RESTIC_PASSWORD": Self.password, "RESTIC_CACHE_DIR": path + ".cache"]
        )
    }

    /// Opens it in this process.
    func open() throws -> Repository {
        let repository = try Repository.open(
            LocalBackend(path: path),
            password: Secret(Array(Self.password.utf8))
        )
        try repository.loadIndex()
        return repository
    }

    /// Runs `dr` and demands that it succeeds.
    @discardableResult
    func succeed(_ arguments: String...) throws -> Tool.Run {
        let run = try dr.run(arguments)
        guard run.status == 0 else {
            throw DRError(.failed, "dr " + arguments.joined(separator: " ") + " failed", object: run.errors)
        }
        return run
    }

    /// The ids of all snapshots, as `dr snapshots` lists them.
    func snapshots() throws -> Set<String> {
        let names = try succeed("snapshots", "--json").lines.filter { $0.contains("\"id\":\"") }
        return Set(
            names.compactMap { line in
                line.firstRange(of: "\"id\":\"").map { String(line[$0.upperBound...].prefix(64)) }
            }
        )
    }
}
