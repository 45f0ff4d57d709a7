import ArgumentParser
import DRCore
import DRPolicy
import DRRepository

extension ConfigCommand {
    /// `dr config schema`: the JSON Schema of the files.
    struct Schema: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "schema",
            abstract: "Print the JSON Schema of the files, for editors.",
            usage: "dr config schema [--retention]",
            discussion: """
                An editor with a YAML language server checks and completes with it, for example by this first line:
                # yaml-language-server: $schema=/etc/dr/schema.json
                """
        )

        @OptionGroup(title: "Output options")
        var output: OutputOptions

        @Flag(help: "That of the files in retention/ instead of base.yml and the environments.")
        var retention = false

        func execute(_ context: CommandContext) throws {
            let schema = retention ? JSONSchema.retention : JSONSchema.configuration
            try context.summary(String(schema.dropLast())) { json in
                json.key("schema")
                // Line breaks stand between members only: those in texts are escaped.
                let line = ByteBuffer(schema.split(separator: "\n").map { $0.drop { $0 == " " } }.joined().utf8)
                json.raw(line.bytes)
            }
        }
    }
}
