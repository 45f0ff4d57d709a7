import ArgumentParser
import DRCore
import DROperations

extension AlertsCommand {
    /// `dr alerts ack`: somebody takes care.
    struct Acknowledge: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "ack",
            abstract: "Say that you take care of an alert: it is neither repeated nor raised any more.",
            usage: "dr alerts ack [options] ID ..."
        )

        @OptionGroup(title: "Configuration options")
        var installation: InstallationOptions

        @OptionGroup(title: "Output options")
        var output: OutputOptions

        @OptionGroup
        var chosen: AlertChoice

        func execute(_ context: CommandContext) throws {
            try AlertChange(installation.load(), context).apply(to: chosen.ids, .alertAcknowledge, note: chosen.message)
            {
                try $0.acknowledge($1, by: $2, note: chosen.message, at: $3)
            }
        }
    }
}
