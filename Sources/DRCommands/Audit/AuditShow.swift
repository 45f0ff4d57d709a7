import ArgumentParser
import DRCore
import DROperations
import DRRepository

extension AuditCommand {
    /// `dr audit show`: the entries.
    struct Show: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show entries, the oldest first.",
            usage: "dr audit show [options]"
        )

        @OptionGroup(title: "Configuration options")
        var installation: InstallationOptions

        @OptionGroup(title: "Output options")
        var output: OutputOptions

        @Option(help: ArgumentHelp("Only what happened at or after this time.", valueName: "time"))
        var since: TimeArgument?

        @Option(help: ArgumentHelp("Only what happened before this time.", valueName: "time"))
        var until: TimeArgument?

        @Option(help: ArgumentHelp("Only what this user did, also behind sudo.", valueName: "name"))
        var user: String?

        @Option(
            help: ArgumentHelp("Only this operation, or those that begin with it: run, key.add.", valueName: "name")
        )
        var operation: String?

        @Option(help: ArgumentHelp("Only what was done to something with this text in its name.", valueName: "text"))
        var target: String?

        @Option(help: ArgumentHelp("Only this outcome: succeeded, failed.", valueName: "word"))
        var outcome: String?

        @Option(help: ArgumentHelp("Only the newest so many of them.", valueName: "n"))
        var latest: Int?

        func validate() throws {
            if let latest, latest < 1 { throw ValidationError("--latest wants a number from 1.") }
        }

        func execute(_ context: CommandContext) throws {
            let installation = try installation.load()
            var entries: [AuditEntry] = []
            let bound = latest ?? Int.max
            try AuditLog(installation).forEachEntry { entry in
                guard matches(entry, installation.environment) else { return }
                entries.append(entry)
                if bound < Int.max, entries.count >= 2 * bound { entries.removeFirst(entries.count - bound) }
            }
            let shown = entries.suffix(bound)
            if context.isJSON {
                for entry in shown { try write(entry, context) }
            } else if !shown.isEmpty {
                for line in table(shown).lines { try context.output.line(checked: line) }
            }
            try context.summary("\(shown.count) entr\(shown.count == 1 ? "y" : "ies")") { json in
                json.key("entries")
                json.number(shown.count)
            }
        }

        private func matches(_ entry: AuditEntry, _ environment: String) -> Bool {
            if entry.environment != environment { return false }
            if let since, entry.time < since.instant { return false }
            if let until, entry.time >= until.instant { return false }
            if let user, entry.actor.user != user, entry.actor.sudoUser != user { return false }
            if let operation, entry.operation != operation, !entry.operation.hasPrefix(operation + ".") { return false }
            if let target, !entry.target.contains(target) { return false }
            return outcome.map { $0 == entry.outcome } ?? true
        }

        private func table(_ entries: ArraySlice<AuditEntry>) -> Table {
            var table = Table([
                ("Nr", .right), ("Time", .left), ("Who", .left), ("What", .left), ("On what", .left),
                ("Outcome", .left), ("", .left),
            ])
            for entry in entries {
                let person = entry.actor.sudoUser.map { "\($0) as \(entry.actor.user)" } ?? entry.actor.user
                let cells = [
                    "\(entry.sequence)", LocalTime.text(entry.time), person, entry.operation, entry.target,
                    entry.outcome, entry.detail ?? "",
                ]
                table.add(cells.map(Printable.text))
            }
            return table
        }

        private func write(_ entry: AuditEntry, _ context: CommandContext) throws {
            try context.output.object("entry") { json in
                json.key("seq")
                json.number(entry.sequence)
                json.key("time")
                json.time(entry.time)
                entry.write(to: &json)
                json.key("hash")
                json.id(entry.hash)
            }
        }
    }
}
