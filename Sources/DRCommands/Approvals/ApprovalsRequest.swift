import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository

extension GuardedOperation: ExpressibleByArgument {}

extension ApprovalsCommand {
    /// `dr approvals request`: asks for an approval.
    struct Request: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "request",
            abstract: "Ask for an approval.",
            usage: "dr approvals request [options] OPERATION TARGET --reason TEXT"
        )

        @OptionGroup(title: "Configuration options")
        var installation: InstallationOptions

        @OptionGroup(title: "Output options")
        var output: OutputOptions

        @Option(help: ArgumentHelp("Why it is to be done.", valueName: "text"))
        var reason: String

        @Argument(help: "What is to be done.")
        var operation: GuardedOperation

        @Argument(help: "The plan, or the repository for an operation on all of it.")
        var target: String

        func execute(_ context: CommandContext) throws {
            let installation = try installation.load()
            let record = try context.approvalDesk(installation).request(operation, target, reason: reason)
            try ApprovalListing.show(record, at: installation.clock.now, context)
            let another = installation.configuration.guardrails.approvals.needsSecondPerson ? "another person: " : ""
            context.messages.note("  next: \(another)dr approvals grant \(record.id) -e \(installation.environment)")
        }
    }
}
