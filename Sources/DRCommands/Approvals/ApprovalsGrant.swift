import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository

extension ApprovalsCommand {
    /// `dr approvals grant`: agrees to a request.
    struct Grant: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "grant",
            abstract: "Agree to a request; it can then be used once, until it expires.",
            usage: "dr approvals grant [options] ID"
        )

        @OptionGroup(title: "Configuration options")
        var installation: InstallationOptions

        @OptionGroup(title: "Output options")
        var output: OutputOptions

        @Option(help: ArgumentHelp("Why.", valueName: "text"))
        var reason: String?

        @Option(
            help: ArgumentHelp("A shorter time than that of the configuration, such as 30m.", valueName: "duration")
        )
        var expiresAfter: WaitingTime?

        @Argument(help: "The number of the request.")
        var id: Int64

        func validate() throws {
            if let expiresAfter, expiresAfter.seconds < 1 {
                throw ValidationError("--expires-after wants a time, such as 30m.")
            }
        }

        func execute(_ context: CommandContext) throws {
            let installation = try installation.load()
            let length = expiresAfter.map { Duration.seconds($0.seconds) }
            let record = try context.approvalDesk(installation).grant(id, reason: reason, expiresAfter: length)
            try ApprovalListing.show(record, at: installation.clock.now, context)
        }
    }
}
