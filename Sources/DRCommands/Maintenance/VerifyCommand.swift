import ArgumentParser
import DRCore
import DRRepository

/// `dr verify`: checks that everything is there and can be restored.
struct VerifyCommand: RepositoryCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check that the repository is whole, and name what is harmed if not.",
        usage: "dr verify [options]",
        discussion: """
            Looks at all snapshots, indexes, packs and directories; --read-data reads every byte too. Damage is \
            reported with the snapshots and files that it harms, and the exit code is 15.
            """
    )

    @OptionGroup(title: "Repository options")
    var repository: RepositoryOptions

    @OptionGroup(title: "Configuration options")
    var installation: InstallationOptions

    @OptionGroup
    var reading: ReadingOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    @Flag(help: "Read, decrypt and hash everything that is stored.")
    var readData = false

    @Option(
        help: ArgumentHelp(
            "The same for a part: n/t such as 1/7, a share such as 2.5%, or a size such as 500M.",
            valueName: "part"
        )
    )
    var readDataSubset: String?

    func validate() throws {
        guard !(readData && readDataSubset != nil) else {
            throw ValidationError("--read-data and --read-data-subset exclude each other.")
        }
    }

    func execute(_ context: CommandContext) throws {
        let selection = try readDataSubset.map { try ReadDataSelection(parsing: $0) } ?? (readData ? .all : .none)
        let report = try context.withRepository(repository, lock: reading.lock) { opened in
            let verification = Verification(
                opened,
                options: VerifyOptions(readData: selection),
                cancellation: context.cancellation
            )
            return try ProgressDisplay.show("verify", context.messages) { [progress = verification.progress] in
                ProgressSample(progress, noun: "objects")
            } while: {
                try verification.run()
            }
        }
        try VerifySummary(report).show(context)
    }
}
