import ArgumentParser
import DRCore
import DROperations

extension AlertsCommand {
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

        @OptionGroup
        var chosen: AlertChoice

        func execute(_ context: CommandContext) throws {
            try AlertChange(installation.load(), context).apply(to: chosen.ids, .alertResolve, note: chosen.message) {
                try $0.resolve($1, by: $2, note: chosen.message, at: $3)
            }
        }
    }
}
