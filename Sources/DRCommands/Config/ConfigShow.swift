import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository

extension ConfigCommand {
    /// `dr config show`: the values that hold.
    struct Show: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show the values that hold, and where each was set.",
            usage: "dr config show [options] [KEY]",
            discussion: """
                The files are laid over each other, variables are replaced, and what nobody set has its default. \
                Secrets are never shown. KEY chooses a part, such as plans.app-files or plans.app-files.schedule.
                """
        )

        @OptionGroup(title: "Configuration options")
        var installation: InstallationOptions

        @OptionGroup(title: "Output options")
        var output: OutputOptions

        @Flag(help: "Name the file and line, or the variable, that set each value.")
        var origin = false

        @Argument(help: ArgumentHelp("Only the values below this key.", valueName: "key"))
        var key: String?

        func execute(_ context: CommandContext) throws {
            let loaded = try installation.load(looksAtSecrets: false)
            let entries = try ShownEntries.below(key, of: loaded.effective.entries)
            if context.isJSON {
                for entry in entries { try context.output.object("value") { entry.write(to: &$0) } }
            } else {
                for line in EffectiveYAML(entries).lines(withOrigin: origin) {
                    try context.output.line(checked: Printable.text(line))
                }
            }
            try context.summary { json in
                json.key("environment")
                json.string(loaded.environment)
                json.key("values")
                json.number(entries.count)
            }
        }
    }
}

extension EffectiveEntry {
    /// Writes the members of a value: its `key`, the `value`, and its `origin`.
    func write(to json: inout JSONWriter) {
        json.key("key")
        json.string(path.joined(separator: "."))
        json.key("value")
        shown.write(to: &json)
        json.key("origin")
        json.beginObject()
        origin.write(to: &json)
        json.endObject()
    }
}

extension ShownValue {
    /// Writes the value.
    fileprivate func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.null()
        case .text(let text): json.string(text)
        case .number(let number): json.number(number)
        case .truth(let truth): json.bool(truth)
        case .list(let items):
            json.beginArray()
            for item in items { item.write(to: &json) }
            json.endArray()
        case .map(let members):
            json.beginObject()
            for member in members {
                json.key(member.key)
                member.value.write(to: &json)
            }
            json.endObject()
        }
    }
}
