import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRecovery

/// `dr drill report`.
struct DrillReport: DrillAccessCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write the report of a drill to standard output."
    )

    @Argument(help: "The drill, a unique beginning of its name, or latest.")
    var drill = "latest"

    @Option(help: "The form: json, markdown, html or junit.")
    var format = ReportFormat.markdown

    @Flag(help: "As PDF, by a Chromium that is installed.")
    var pdf = false

    @OptionGroup
    var access: DrillAccessOptions

    func execute(_ context: CommandContext) throws {
        let store = try DrillPlace(installation).store
        let id = try store.find(drill)
        let form = pdf ? ReportFormat.html : context.isJSON ? .json : format
        let path = store.directory(id) + "/" + form.fileName
        guard let bytes = try FileBytes.read(path, limit: 256 << 20) else {
            throw DRError(
                .failed,
                "the drill has no report yet",
                object: id,
                hint: "it runs, or its process died: dr drill rollback \(id)"
            )
        }
        let shown = try pdf ? PDFReport.render(path, context.cancellation) : bytes
        try shown.withUnsafeBytes { try context.output.bytes($0) }
    }
}

extension ReportFormat: ExpressibleByArgument {}
