import DRCore
import DROperations
import DRRepository

/// How the installation of a schedule is shown.
struct InstallationListing {
    private let outcome: ScheduleInstallation.Outcome
    private let verb: String
    private let isDryRun: Bool

    init(_ outcome: ScheduleInstallation.Outcome, verb: String, isDryRun: Bool) {
        self.outcome = outcome
        self.verb = verb
        self.isDryRun = isDryRun
    }

    /// Shows what was done; in a dry run the text of the file too.
    func show(_ context: CommandContext) throws {
        let place = outcome.file ?? "the crontab of this user"
        if !context.isJSON {
            if isDryRun, !outcome.text.isEmpty { try context.output.line(checked: outcome.text) }
            for command in outcome.commands {
                try context.output.line(checked: (isDryRun ? "would run: " : "ran: ") + command.joined(separator: " "))
            }
            if let next = outcome.next { try context.output.line(checked: next) }
        }
        try context.summary(isDryRun ? "nothing was changed: \(place)" : "\(verb): \(place)") { json in
            json.key("dry_run")
            json.bool(isDryRun)
            if let file = outcome.file {
                json.key("file")
                json.string(file)
            }
            json.key("text")
            json.string(outcome.text)
            json.key("commands")
            json.beginArray()
            for command in outcome.commands { json.strings(command) }
            json.endArray()
        }
    }
}
