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

        @Option(name: .shortAndLong, help: ArgumentHelp("What to note beside your name.", valueName: "text"))
        var message: String?

        @Argument(help: ArgumentHelp("The numbers of the alerts, as dr alerts list shows them.", valueName: "id"))
        var ids: [Int64]

        func execute(_ context: CommandContext) throws {
            try AlertChange(installation.load(), context).apply(to: ids, .alertAcknowledge, note: message) {
                try $0.acknowledge($1, by: $2, note: message, at: $3)
            }
        }
    }

    /// `dr alerts resolve`: somebody says that it is over.
    struct Resolve: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "resolve",
            abstract: "Say that an alert is over.",
            usage: "dr alerts resolve [options] ID ...",
            discussion: """
                Most alerts resolve by themselves when all is well again. Damage does not, as only you know that it was \
                mended. An alert that is seen again after it was resolved is opened anew.
                """
        )

        @OptionGroup(title: "Configuration options")
        var installation: InstallationOptions

        @OptionGroup(title: "Output options")
        var output: OutputOptions

        @Option(name: .shortAndLong, help: ArgumentHelp("What to note beside your name.", valueName: "text"))
        var message: String?

        @Argument(help: ArgumentHelp("The numbers of the alerts, as dr alerts list shows them.", valueName: "id"))
        var ids: [Int64]

        func execute(_ context: CommandContext) throws {
            try AlertChange(installation.load(), context).apply(to: ids, .alertResolve, note: message) {
                try $0.resolve($1, by: $2, note: message, at: $3)
            }
        }
    }
}
