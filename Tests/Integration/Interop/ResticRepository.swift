import DRCore
import DRStorage
import DRTestSupport

/// A repository in a scratch folder that the real restic and `dr` use in turn.
struct ResticRepository {
    let scratch: ScratchDirectory
    let restic: Tool
    let workshop: BackupWorkshop

    /// Where the repository lies.
    var path: String { scratch.path("repository") }

    /// Makes a folder for a repository and the trees of a test, and removes both afterwards.
    ///
    /// - Parameter byRestic: whether restic makes the repository; else `dr` does.
    static func with(version: Int = 2, byRestic: Bool, _ body: (ResticRepository) throws -> Void) throws {
        try ScratchDirectory.with { scratch in
            let path = scratch.path("repository")
            let variables = ["RESTIC_REPOSITORY": path, "RESTIC_PASSWORD": BackupWorkshop.password]
            let restic = Tool("restic", variables)
            let backend = LocalBackend(path: path)
            if byRestic { try run(restic, ["init", "--repository-version", "\(version)"]) }
            let workshop =
                byRestic ? BackupWorkshop(existing: backend) : try BackupWorkshop(backend, version: version)
            try body(ResticRepository(scratch: scratch, restic: restic, workshop: workshop))
        }
    }

    /// Runs restic and returns what it printed.
    ///
    /// - Throws: when it fails, with what it says.
    @discardableResult
    func restic(_ arguments: [String]) throws -> String { try Self.run(restic, arguments) }

    @discardableResult
    private static func run(_ restic: Tool, _ arguments: [String]) throws -> String {
        let run = try restic.run(["--no-cache"] + arguments, seconds: 300)
        guard run.status == 0 else {
            throw DRError(.failed, "restic \(arguments.joined(separator: " ")) failed: \(run.text)", object: run.errors)
        }
        return run.text
    }

    /// Has restic read everything.
    func check() throws { try restic(["check", "--read-data"]) }
}
