import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository

/// `dr metrics`: the numbers for a monitoring system.
struct MetricsCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Print the metrics of an environment in the text form of Prometheus.",
        usage: "dr metrics [options]",
        discussion: """
            The same metrics are written to the file that metrics.textfile in the configuration names, whenever a run \
            begins or ends. With --write that file is written now and nothing is printed.
            """
    )

    @OptionGroup(title: "Configuration options")
    var installation: InstallationOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    @Flag(help: "Write the file of the configuration instead.")
    var write = false

    func execute(_ context: CommandContext) throws {
        let installation = try installation.load()
        let catalog = try Catalog(stateDirectory: installation.stateDirectory)
        let report = try MetricsReport(
            installation,
            catalog,
            at: installation.clock.now,
            version: Version.number
        )
        let count = report.families.reduce(0) { $0 + $1.samples.count }
        if write {
            guard let path = installation.configuration.metrics.textfile else {
                throw DRError(
                    .configurationInvalid,
                    "the configuration names no file for the metrics",
                    object: "metrics.textfile",
                    hint: "set it to a path that ends in .prom"
                )
            }
            try MetricsFile.write(report, to: path)
        } else if context.isJSON {
            try emit(report, context)
        } else {
            let text = Array(report.text.utf8)
            try text.withUnsafeBytes { try context.output.bytes($0) }
        }
        try context.summary { json in
            json.key("samples")
            json.number(count)
        }
    }

    private func emit(_ report: MetricsReport, _ context: CommandContext) throws {
        for family in report.families {
            for sample in family.samples {
                try context.output.object("sample") { json in
                    json.key("name")
                    json.string(family.name)
                    json.key("labels")
                    json.beginObject()
                    for (name, value) in sample.labels {
                        json.key(name)
                        json.string(value)
                    }
                    json.endObject()
                    json.key("value")
                    var number = MetricFamily.number(sample.value)
                    number.withUTF8 { json.raw(UnsafeRawBufferPointer($0)) }
                }
            }
        }
    }
}
