import ArgumentParser
import DRCore

/// Which repository, and how it is opened; accepted before and after the name of a command.
struct RepositoryOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The repository (default: $DR_REPOSITORY).", valueName: "place"))
    var repo: String?

    @Option(
        help: ArgumentHelp("The repository of this name in the configuration, opened as that says.", valueName: "name")
    )
    var repository: String?

    @Option(
        help: ArgumentHelp("Read the password from a file.", valueName: "file"),
        completion: .file()
    )
    var passwordFile: String?

    @Option(
        help: ArgumentHelp(
            "Read the password from the first line that a command prints; it is run without a shell.",
            valueName: "command"
        )
    )
    var passwordCommand: String?

    @Option(
        help: ArgumentHelp(
            "Wait so long for a repository that is locked, such as 5m or 1h30m.",
            valueName: "duration"
        )
    )
    var retryLock: WaitingTime = .none

    func validate() throws {
        guard passwordFile == nil || passwordCommand == nil else {
            throw ValidationError("--password-file and --password-command exclude each other.")
        }
        guard repo == nil || repository == nil else {
            throw ValidationError("--repo names a place and --repository a name of the configuration: give one.")
        }
    }
}
