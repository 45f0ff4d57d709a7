import ArgumentParser
import DRCore
import DROperations
import DRRepository

extension AlertsCommand {
    /// `dr alerts list`: what is wrong.
    struct List: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the open alerts, the most severe first.",
            usage: "dr alerts list [options]",
            discussion: "Messages that a channel has not taken yet are named below the list."
        )

        @OptionGroup(title: "Configuration options")
        var installation: InstallationOptions

        @OptionGroup(title: "Output options")
        var output: OutputOptions

        @Flag(help: "The newest alerts first, those that are over included.")
        var all = false

        @Option(help: ArgumentHelp("With --all, so many at most.", valueName: "n"))
        var limit = 100

        func execute(_ context: CommandContext) throws {
            let installation = try installation.load()
            let catalog = try Catalog(stateDirectory: installation.stateDirectory)
            let environment = installation.environment
            let alerts =
                all
                ? try catalog.alerts(environment: environment, limit: limit)
                : try catalog.openAlerts(environment: environment)
            let waiting = try catalog.pendingDeliveries(environment: environment)
            if context.isJSON {
                for alert in alerts { try context.output.object("alert") { AlertListing.write(alert, to: &$0) } }
                for delivery in waiting { try write(delivery, context) }
            } else {
                if !alerts.isEmpty {
                    for line in AlertListing.table(alerts).lines { try context.output.line(checked: line) }
                }
                for delivery in waiting { try context.output.line(checked: text(delivery)) }
            }
            let open = alerts.count { $0.resolved == nil }
            try context.summary("\(open) open, \(waiting.count) messages wait") { json in
                json.key("open")
                json.number(open)
                json.key("messages_waiting")
                json.number(waiting.count)
            }
        }

        private func text(_ delivery: DeliveryRecord) -> String {
            let subject = delivery.alert.map { "alert \($0)" } ?? delivery.run.map { "run \($0.prefix(8))" } ?? "a test"
            let tries = delivery.attempts == 1 ? "1 try" : "\(delivery.attempts) tries"
            let reason = delivery.failure.map { ": " + Printable.text($0) } ?? ""
            return "waits for channel \(delivery.channel): \(delivery.event) of \(subject), after \(tries)\(reason)"
        }

        private func write(_ delivery: DeliveryRecord, _ context: CommandContext) throws {
            try context.output.object("message") { json in
                json.key("channel")
                json.string(delivery.channel)
                json.key("event")
                json.string(delivery.event)
                if let alert = delivery.alert {
                    json.key("alert")
                    json.number(Int(alert))
                }
                if let run = delivery.run {
                    json.key("run")
                    json.string(run)
                }
                json.key("created")
                json.time(delivery.created)
                json.key("attempts")
                json.number(delivery.attempts)
                if let failure = delivery.failure {
                    json.key("failure")
                    json.string(failure)
                }
            }
        }
    }
}
