import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository

extension AlertsCommand {
    /// `dr alerts check`: looks now for what the scheduler looks for every minute.
    struct Check: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Look now whether anything is wrong, and tell what waits to be told.",
            usage: "dr alerts check [options]",
            discussion: """
                Looks at the age of backups and of tried restores, at locks and growth as they were last seen, and at \
                the audit log. The exit code is 19 while a critical alert or an emergency is open.
                """
        )

        @OptionGroup(title: "Configuration options")
        var installation: InstallationOptions

        @OptionGroup(title: "Output options")
        var output: OutputOptions

        func execute(_ context: CommandContext) throws {
            let installation = try installation.load()
            let catalog = try Catalog(stateDirectory: installation.stateDirectory)
            try ConfigurationAlarm.end(installation, catalog)
            try AlertSweep(installation, catalog).run(at: installation.clock.now)
            let outbox = Outbox(installation, catalog) { [messages = context.messages] in messages.note("dr: " + $0) }
            let outcome = try outbox.send(context.cancellation)
            let alerts = try catalog.openAlerts(environment: installation.environment)
            if context.isJSON {
                for alert in alerts { try context.output.object("alert") { AlertListing.write(alert, to: &$0) } }
            } else if !alerts.isEmpty {
                for line in AlertListing.table(alerts).lines { try context.output.line(checked: line) }
            }
            try context.summary("\(alerts.count) open, \(outcome.sent) messages sent, \(outcome.failed) failed") {
                json in
                json.key("open")
                json.number(alerts.count)
                json.key("messages_sent")
                json.number(outcome.sent)
                json.key("messages_failed")
                json.number(outcome.failed)
            }
            if alerts.contains(where: { $0.standing.severity >= .critical }) { context.outcome = .objectiveMissed }
        }
    }
}
