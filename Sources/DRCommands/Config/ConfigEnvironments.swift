import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository

extension ConfigCommand {
    /// `dr config environments`: the environments there are.
    struct Environments: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "environments",
            abstract: "List the environments of the configuration.",
            usage: "dr config environments [options]"
        )

        @OptionGroup(title: "Configuration options")
        var installation: InstallationOptions

        @OptionGroup(title: "Output options")
        var output: OutputOptions

        func execute(_ context: CommandContext) throws {
            let folder = try installation.folder()
            let chosen = installation.chosen
            var table = Table([("Environment", .left), ("Plans", .left), ("File", .left)])
            let names = try folder.environments().filter { chosen == nil || $0 == chosen }
            for name in names {
                let file = folder.path + "/" + name + ".yml"
                let plans = plans(folder, name)
                if context.isJSON {
                    try context.output.object("environment") { json in
                        json.key("environment")
                        json.string(name)
                        json.key("file")
                        json.string(file)
                        json.key("valid")
                        json.bool(plans != nil)
                        json.key("plans")
                        json.strings(plans ?? [])
                    }
                }
                table.add([
                    Printable.text(name), plans?.joined(separator: ", ") ?? "invalid, see dr config check -e \(name)",
                    Printable.text(file),
                ])
            }
            if !context.isJSON, !names.isEmpty {
                for line in table.lines { try context.output.line(checked: line) }
            }
            try context.summary(names.isEmpty ? "no environment: \(folder.path) holds no file beside base.yml" : nil) {
                $0.key("environments")
                $0.number(names.count)
            }
        }

        /// The names of the plans; nil when the configuration is not valid.
        private func plans(_ folder: ConfigurationFolder, _ name: String) -> [String]? {
            do {
                let loaded = try Installation.load(
                    folder,
                    environment: name,
                    variables: Environment.all,
                    looksAtSecrets: false
                )
                return loaded.configuration.plans.keys.sorted()
            } catch {
                return nil
            }
        }
    }
}
