import ArgumentParser
import DRCore
import DRRepository
import DRStorage

extension KeyCommand {
    /// `dr key list`: the keys of a repository.
    struct List: RepositoryCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the keys.",
            usage: "dr key list [options]"
        )

        @OptionGroup(title: "Repository options")
        var repository: RepositoryOptions

        @OptionGroup(title: "Configuration options")
        var installation: InstallationOptions

        @OptionGroup
        var reading: ReadingOptions

        @OptionGroup(title: "Output options")
        var output: OutputOptions

        func execute(_ context: CommandContext) throws {
            let damaged = DamageList(context.messages)
            let (keys, current) = try context.withRepository(repository, lock: reading.lock) { opened in
                (try opened.keys { damaged.add($0, $1) }, opened.keyID)
            }
            var table = Table([("", .left), ("ID", .left), ("User", .left), ("Host", .left), ("Created", .left)])
            for (id, file) in keys {
                if context.isJSON {
                    try context.output.object("key") { json in
                        json.key("id")
                        json.id(id)
                        json.key("current")
                        json.bool(id == current)
                        json.key("username")
                        json.string(file.username)
                        json.key("hostname")
                        json.string(file.hostname)
                        if let created = file.created {
                            json.key("created")
                            json.time(created)
                        }
                    }
                } else {
                    table.add([
                        id == current ? "*" : "",
                        id.short,
                        Printable.text(file.username),
                        Printable.text(file.hostname),
                        file.created.map(LocalTime.text) ?? "",
                    ])
                }
            }
            if !context.isJSON { for line in table.lines { try context.output.line(checked: line) } }
            try context.summary { json in
                json.key("keys")
                json.number(keys.count)
                json.key("damaged")
                json.number(damaged.count)
            }
            if damaged.count > 0 { context.outcome = .integrity }
        }
    }
}
