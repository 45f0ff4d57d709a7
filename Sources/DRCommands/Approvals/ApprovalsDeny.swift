import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository

extension ApprovalsCommand {
    /// `dr approvals deny`: refuses a request, or takes back what was granted and not used.
    struct Deny: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "deny",
            abstract: "Refuse a request, or take back an approval that was not used.",
            usage: "dr approvals deny [options] ID --reason TEXT"
        )

        @OptionGroup(title: "Configuration options")
        var installation: InstallationOptions

        @OptionGroup(title: "Output options")
        var output: OutputOptions

        @Option(help: ArgumentHelp("Why.", valueName: "text"))
        var reason: String

        @Argument(help: "The number of the request.")
        var id: Int64

        func execute(_ context: CommandContext) throws {
            let installation = try installation.load()
            let record = try context.approvalDesk(installation).deny(id, reason: reason)
            try ApprovalListing.show(record, at: installation.clock.now, context)
        }
    }
}
