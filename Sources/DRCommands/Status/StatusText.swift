import DRCore
import DRPolicy

/// The status for people, within 80 columns where names allow.
struct StatusText {
    /// So many findings fit on a screen beside the tables.
    private static let shortLength = 8
    private let status: EnvironmentStatus
    private let isComplete: Bool

    /// Takes the status, and whether everything that was found is shown, however long that is.
    init(_ status: EnvironmentStatus, isComplete: Bool) {
        self.status = status
        self.isComplete = isComplete
    }

    /// The lines.
    var lines: [String] {
        var lines = [
            "\(Printable.text(status.environment)): \(status.verdict.rawValue)   "
                + LocalTime.text(status.time), "",
        ]
        if !status.plans.isEmpty { lines += plans + [""] }
        if status.plans.contains(where: { $0.facts.cluster != nil }) { lines += clusters + [""] }
        if !status.repositories.isEmpty { lines += repositories + [""] }
        let remarks = remarks
        if !remarks.isEmpty { lines += remarks + [""] }
        lines.append(alerts)
        return lines
    }

    private var plans: [String] {
        var table = Table([
            ("Plan", .left), ("Verdict", .left), ("Backup", .right), ("RPO", .right), ("Next", .left),
            ("Tested", .right), ("Restore", .right), ("RTO", .right),
        ])
        for plan in status.plans {
            let facts = plan.facts
            let next = plan.upcoming.first { $0.kind == .full || $0.kind == .incremental }
            table.add([
                Printable.text(facts.name), plan.verdict?.rawValue ?? "off",
                plan.age.map { Self.span($0) + " ago" } ?? (facts.running == nil ? "never" : "running"),
                facts.objectives.rpo.map(DurationText.format) ?? "-",
                next.map { Self.word($0.kind) + " " + until($0.due) } ?? "-",
                facts.restoreTest.map { ago($0.time) } ?? "never",
                plan.restoreTime.map { ($0.isMeasured ? "" : "~") + Self.span($0.seconds) } ?? "?",
                facts.objectives.rto.map(DurationText.format) ?? "-",
            ])
        }
        return table.lines
    }

    /// The logs of PostgreSQL clusters.
    private var clusters: [String] {
        var table = Table([
            ("Cluster", .left), ("Reachable from", .left), ("to", .left), ("Behind", .right), ("Waiting", .right),
            ("Gaps", .right),
        ])
        for plan in status.plans {
            guard let facts = plan.facts.cluster else { continue }
            table.add([
                Printable.text(facts.plan),
                facts.reachableFrom.map(LocalTime.text) ?? (facts.repositoryProblem == nil ? "nothing" : "?"),
                facts.reachableTo.map(LocalTime.text) ?? "", facts.lag.map(Self.span) ?? "?",
                facts.waiting.map { "\($0)" } ?? "?", facts.gaps.map { "\($0)" } ?? "?",
            ])
        }
        return table.lines
    }

    private var repositories: [String] {
        var table = Table([
            ("Repository", .left), ("Verdict", .left), ("Size", .right), ("Growth", .right), ("Snapshots", .right),
            ("Locks", .right), ("Verified", .right),
        ])
        for repository in status.repositories {
            let facts = repository.facts
            let sample = facts.sample
            table.add([
                Printable.text(facts.name), repository.verdict.rawValue,
                sample.map { ByteCount.format(UInt64(max($0.bytes, 0))) } ?? "?",
                repository.growth.map(Self.growth) ?? "-",
                sample.map { ProgressText.count(UInt64($0.snapshots)) } ?? "?",
                sample.map { "\($0.locks)" } ?? "?", facts.lastGoodVerify.map { ago($0.started) } ?? "never",
            ])
        }
        return table.lines
    }

    /// What is not well, with the next step.
    private var remarks: [String] {
        let plans = status.plans.map { ($0.facts.name, $0.findings) }
        let repositories = status.repositories.map { ("repository " + $0.facts.name, $0.findings) }
        let all = (plans + repositories + [(status.environment, status.findings)])
            .flatMap { name, findings in findings.map { (name: name, finding: $0) } }
            .enumerated().sorted { ($1.element.finding.verdict, $0.offset) < ($0.element.finding.verdict, $1.offset) }
            .map(\.element)
        let shown = isComplete ? all[...] : all.prefix(Self.shortLength)
        var lines = shown.flatMap { name, finding in
            let text = Printable.text("\(finding.verdict.rawValue)  \(name): \(finding.message)")
            let next = finding.hint.map { LineWrap.lines("  next: " + Printable.text($0), indent: 8) } ?? []
            return LineWrap.lines(text, indent: 2) + next
        }
        if shown.count < all.count { lines.append("and \(all.count - shown.count) more, which dr status -v shows") }
        return lines
    }

    private var alerts: String {
        guard let worst = status.alerts.first else { return "no open alerts" }
        let count = ProgressText.count(UInt64(status.alerts.count), "open alert")
        let known = status.alerts.count(where: \.isAcknowledged)
        let severity = worst.severity.uppercased()
        let text =
            "\(count)\(known > 0 ? ", \(known) acknowledged" : ""); \(severity) \(ago(worst.opened)): \(worst.message)"
        return (LineWrap.lines(Printable.text(text), indent: 2) + ["  next: dr alerts list"]).joined(separator: "\n")
    }

    private func ago(_ time: Timestamp) -> String { Self.span(status.time.seconds(since: time)) + " ago" }

    private func until(_ time: Timestamp) -> String {
        let seconds = time.seconds(since: status.time)
        return seconds <= 0 ? "now" : "in " + Self.span(seconds)
    }

    private static func span(_ seconds: Double) -> String { DurationText.short(.seconds(Int64(max(seconds, 0)))) }

    private static func word(_ kind: RunKind) -> String { kind == .incremental ? "incr." : kind.rawValue }

    private static func growth(_ bytes: Double) -> String {
        (bytes < 0 ? "-" : "+") + ByteCount.format(UInt64(min(bytes.magnitude, 9e18))) + "/d"
    }
}
