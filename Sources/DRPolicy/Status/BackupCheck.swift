import DRCore

/// Looks whether the backups of a plan are as new as they should be.
struct BackupCheck {
    private let facts: PlanFacts
    private let now: Timestamp
    /// What was found.
    private(set) var findings: [StatusFinding] = []

    init(_ facts: PlanFacts, _ now: Timestamp) {
        self.facts = facts
        self.now = now
        guard let good = facts.lastGood else {
            checkFirst()
            return
        }
        if facts.isLost {
            let name = good.snapshot.map { " \($0.prefix(8))" } ?? ""
            add(.critical, "the newest backup\(name) is not in the repository any more", "dr catalog rebuild")
        }
        checkObjective(good)
        checkSchedule(good)
        checkResult(good)
    }

    private var look: String { "dr runs \(facts.name)" }

    private mutating func checkFirst() {
        if facts.failures > 0 {
            let reason = facts.lastEnded?.message.map { ": " + $0 } ?? ""
            add(.critical, "no backup has ever succeeded" + reason, look)
        } else if facts.running != nil {
            add(.unknown, "the first backup is running")
        } else if let late = Lateness(facts.calendar, [.full, .incremental], since: facts.calendar.since, at: now) {
            add(.critical, "no backup was ever made; one was due \(late.text) ago", "is the scheduler running?")
        } else {
            add(.unknown, "there is no backup yet", "dr backup \(facts.name)")
        }
    }

    /// Beyond the RPO there is a little time for the backup that is to meet it.
    private mutating func checkObjective(_ good: RunFact) {
        guard let rpo = facts.objectives.rpo else { return }
        let age = max(now.seconds(since: good.started), 0)
        let limit = Double(rpo.components.seconds)
        guard age > limit else { return }
        let isClose = age <= limit + Lateness.allowance(forInterval: limit)
        if isClose, facts.running != nil { return }
        add(
            isClose ? .warning : .critical,
            "the newest backup is \(Self.span(age)) old, more than the RPO of \(DurationText.format(rpo))",
            facts.failures > 0 ? look : "dr backup \(facts.name)"
        )
    }

    private mutating func checkSchedule(_ good: RunFact) {
        let kinds: [RunKind] = [.full, .incremental]
        guard facts.running == nil,
            let late = Lateness(facts.calendar, kinds, since: good.started, at: now)
        else { return }
        add(
            late.missed > 1 ? .critical : .warning,
            late.missed > 1
                ? "\(late.missed == Lateness.countLimit ? "\(late.missed) or more" : "\(late.missed)") backups in a "
                    + "row were missed, the first \(late.text) ago"
                : "a backup was due \(late.text) ago",
            facts.failures > 0 ? look : "is the scheduler running? dr schedule list"
        )
    }

    private mutating func checkResult(_ good: RunFact) {
        if facts.failures > 0, let last = facts.lastEnded, last.result == .failed {
            let reason = last.message.map { ": " + $0 } ?? ""
            let many = facts.failures == 1 ? "the last backup failed" : "the last \(facts.failures) backups failed"
            add(facts.failures >= 3 ? .critical : .warning, many + reason, look)
        } else if good.result == .incomplete {
            let count = good.problems.map { "\($0) " } ?? ""
            add(.warning, "in the last backup \(count)sources could not be read", look)
        }
    }

    private mutating func add(_ verdict: Verdict, _ message: String, _ hint: String? = nil) {
        findings.append(StatusFinding(verdict, message, hint: hint))
    }

    /// A time in whole seconds, in its two largest units.
    static func span(_ seconds: Double) -> String { DurationText.short(.seconds(Int64(seconds))) }
}
