import DRCore
import DRTestSupport

/// A scratch repository and a `dr` that knows its place and password.
struct CLIRepository {
    let scratch: ScratchDirectory
    let dr: Tool

    /// Where the repository lies.
    var path: String { scratch.path("repository") }

    /// Makes a folder with a new repository and removes both afterwards.
    static func with<Result>(_ body: (CLIRepository) throws -> Result) throws -> Result {
        try ScratchDirectory.with { scratch in
            let variables = ["DR_REPOSITORY": scratch.path("repository"), "DR_PASSWORD": "correct horse"]
            let repository = CLIRepository(scratch: scratch, dr: try Tool.dr(variables))
            let made = try repository.dr.run(["init"])
            guard made.status == 0 else { throw DRError(.failed, "dr init failed", object: made.errors) }
            return try body(repository)
        }
    }

    /// Names of the objects in one folder of the repository.
    func objects(_ folder: String) throws -> [String] { try scratch.names(in: "repository/" + folder) }
}
