import ArgumentParser
import DRCore
import DRPolicy

/// `dr scenario schema`.
struct ScenarioSchema: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of the files, for editors."
    )

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    func execute(_ context: CommandContext) throws {
        var text = JSONSchema.scenario
        try text.withUTF8 { try context.output.bytes(UnsafeRawBufferPointer($0)) }
    }
}
