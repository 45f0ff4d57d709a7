import DRCore
import DRPolicy

/// Facts of a plan with an incremental backup every hour and a full one every day, in UTC.
enum ExamplePlan {
    /// Noon of a day in winter.
    static let noon: Int64 = 1_700_049_600

    /// A plan whose last backup began at a time in seconds around noon; nil for none.
    static func facts(
        backup: Int64?,
        rules: [RunKind: String] = [.incremental: "hourly", .full: "daily at 02:00"],
        since: Int64 = -30 * 86_400
    ) throws -> PlanFacts {
        var facts = PlanFacts(name: "app", repository: "primary", calendar: try calendar(rules, since: since))
        facts.lastGood = backup.map { run(.incremental, at: $0) }
        facts.lastEnded = facts.lastGood
        return facts
    }

    /// A calendar in UTC of a plan that is known since a time around noon.
    static func calendar(_ rules: [RunKind: String], since: Int64 = -30 * 86_400) throws -> RunCalendar {
        RunCalendar(
            rules: try rules.mapValues { try CalendarRule(parsing: $0) },
            zone: try TimeZoneDatabase.machine.zone(named: "UTC"),
            since: time(since)
        )
    }

    /// A run that began at a time around noon and took a minute.
    static func run(_ kind: RunKind, at seconds: Int64, _ result: RunFact.Result = .good) -> RunFact {
        RunFact(kind: kind, started: time(seconds), ended: time(seconds + 60), result: result)
    }

    /// A time in seconds around noon.
    static func time(_ seconds: Int64) -> Timestamp { Timestamp(seconds: noon + seconds) }
}
