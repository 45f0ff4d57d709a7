import ArgumentParser
import DRRepository

/// `dr version`: what this program is.
struct VersionCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Show the version.",
        usage: "dr version"
    )

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    func execute(_ context: CommandContext) throws {
        try context.summary(Version.line) { json in
            json.key("version")
            json.string(Version.number)
        }
    }
}
