import DRCore

/// Looks whether restores were tried, worked, and are quick enough.
struct RestoreCheck {
    /// What was found.
    private(set) var findings: [StatusFinding] = []

    init(_ facts: PlanFacts, _ estimate: RestoreEstimate?, _ now: Timestamp) {
        let next = "dr test \(facts.name)"
        if let test = facts.restoreTest {
            if test.mismatches > 0 {
                let files = test.mismatches == 1 ? "a file" : "\(test.mismatches) files"
                add(
                    .critical,
                    "in the last test of a restore \(files) differed from the snapshot",
                    "dr verify --read-data"
                )
            }
            let age = max(now.seconds(since: test.time), 0)
            if let within = facts.restoreTestWithin, age > Double(within.components.seconds) {
                let limit = DurationText.format(within)
                add(.warning, "a restore was last tested \(BackupCheck.span(age)) ago; \(limit) is the limit", next)
            } else if let late = Lateness(facts.calendar, [.restoreTest], since: test.time, at: now) {
                add(.warning, "a test of a restore was due \(late.text) ago", next)
            }
        } else if facts.restoreTestWithin != nil {
            add(.unknown, "no restore was ever tested", next)
        }
        guard let rto = facts.objectives.rto else { return }
        guard let estimate else {
            add(.unknown, "the RTO of \(DurationText.format(rto)) was never measured", next)
            return
        }
        let limit = Double(rto.components.seconds)
        guard estimate.seconds > limit * 0.8 else { return }
        let text = "a restore takes about \(BackupCheck.span(estimate.seconds))"
        if estimate.seconds > limit {
            let verdict: Verdict = estimate.isMeasured ? .critical : .warning
            add(verdict, "\(text), more than the RTO of \(DurationText.format(rto))", next)
        } else {
            add(.warning, "\(text), close to the RTO of \(DurationText.format(rto))", next)
        }
    }

    private mutating func add(_ verdict: Verdict, _ message: String, _ hint: String) {
        findings.append(StatusFinding(verdict, message, hint: hint))
    }
}
