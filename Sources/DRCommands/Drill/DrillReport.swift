import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRecovery

/// `dr drill report`.
struct DrillReport: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write the report of a drill to standard output."
    )

    @Argument(help: "The drill, a unique beginning of its name, or latest.")
    var drill = "latest"

    @Option(help: "The form: json, markdown, html or junit.")
    var format = ReportFormat.markdown

    @OptionGroup(title: "Environment options")
    var installation: InstallationOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    func execute(_ context: CommandContext) throws {
        let store = try DrillPlace(installation).store
        let id = try store.find(drill)
        let path = store.directory(id) + "/" + (context.isJSON ? ReportFormat.json : format).fileName
        guard let bytes = try FileBytes.read(path, limit: 256 << 20) else {
            throw DRError(
                .failed,
                "the drill has no report yet",
                object: id,
                hint: "it runs, or its process died: dr drill rollback \(id)"
            )
        }
        try bytes.withUnsafeBytes { try context.output.bytes($0) }
    }
}

extension ReportFormat: ExpressibleByArgument {}
