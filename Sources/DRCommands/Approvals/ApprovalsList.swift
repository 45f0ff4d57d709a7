import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository

extension ApprovalsCommand {
    /// `dr approvals list`: the approvals of an environment.
    struct List: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the approvals, newest first.",
            usage: "dr approvals list [options]"
        )

        @OptionGroup(title: "Configuration options")
        var installation: InstallationOptions

        @OptionGroup(title: "Output options")
        var output: OutputOptions

        @Flag(help: "Also those that are used, denied or expired.")
        var all = false

        func execute(_ context: CommandContext) throws {
            let installation = try installation.load()
            let now = installation.clock.now
            let desk = try context.approvalDesk(installation)
            let records = try desk.list(all: all)
            var table = Table([
                ("ID", .right), ("State", .left), ("Operation", .left), ("Target", .left), ("Requester", .left),
                ("Approver", .left), ("Until", .left), ("Reason", .left),
            ])
            for record in records {
                if context.isJSON {
                    try context.output.object("approval") { ApprovalListing.write(record, at: now, to: &$0) }
                    continue
                }
                let reasons = [record.reason] + (record.decisionReason.map { [$0] } ?? [])
                table.add([
                    ["\(record.id)"], [ApprovalListing.state(record, at: now)], [record.operation.rawValue],
                    [Printable.text(record.target)], [Printable.text(record.requester)],
                    [Printable.text(record.approver ?? "")], [LocalTime.text(record.expires)],
                    reasons.map(Printable.text),
                ])
            }
            if !context.isJSON, !records.isEmpty {
                for line in table.lines { try context.output.line(checked: line) }
            }
            try context.summary(ProgressText.count(UInt64(records.count), "approval")) { json in
                json.key("approvals")
                json.number(records.count)
            }
        }
    }
}
