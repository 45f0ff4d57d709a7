import DRCore
import DRRepository
import DRStorage
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
            // A key that is quick to open: each run of dr would take half a second of a processor otherwise.
            _ = try Repository.create(
                at: LocalBackend(path: repository.path),
                password: Secret(Array("correct horse".utf8)),
                scrypt: Scrypt(n: 16, r: 1, p: 1)
            )
            return try body(repository)
        }
    }

    /// Names of the objects in one folder of the repository.
    func objects(_ folder: String) throws -> [String] { try scratch.names(in: "repository/" + folder) }
}
