import DRCore

/// Looks whether the log of a cluster is kept as its plan promises.
package struct ClusterCheck: Sendable {
    private let facts: ClusterFacts
    private let source: ClusterSource
    private let now: Timestamp

    /// So long after the last look nothing is known any more, in seconds.
    private static let freshness = 900.0

    /// Takes what was seen and what is promised.
    package init(_ facts: ClusterFacts, _ source: ClusterSource, at now: Timestamp) {
        self.facts = facts
        self.source = source
        self.now = now
    }

    /// What is not well.
    package var findings: [StatusFinding] { observations.compactMap(\.finding) + unknown }

    /// What was seen of each side of the log; nothing of what could not be looked at.
    package var observations: [ClusterObservation] { [lag, queue, gap, slot, window].compactMap { $0 } }

    private var unknown: [StatusFinding] {
        var findings: [StatusFinding] = []
        if now.seconds(since: facts.time) > Self.freshness {
            let age = DurationText.short(.seconds(Int64(now.seconds(since: facts.time))))
            findings.append(StatusFinding(.unknown, "the log was looked at \(age) ago", hint: "dr pg status"))
        }
        for problem in [facts.serverProblem, facts.repositoryProblem].compactMap({ $0 }) {
            findings.append(StatusFinding(.unknown, problem, hint: "dr pg status"))
        }
        return findings
    }

    private var lag: ClusterObservation? {
        guard let lag = facts.lag else { return nil }
        guard lag > source.wal.maxLag.inSeconds else { return .good(.lag) }
        let bytes = facts.lagBytes.map { ", \(ByteCount.format(UInt64(max($0, 0)))) of log" } ?? ""
        return .wrong(
            .lag,
            .critical,
            "changes of the last \(Self.text(lag))\(bytes) are not in the repository; "
                + "\(DurationText.format(source.wal.maxLag)) are allowed",
            facts.isArchivingFailing
                ? "the archive command fails: see the log of the server"
                : "is archive_command set, and archive_timeout? dr pg status"
        )
    }

    private var queue: ClusterObservation? {
        guard let waiting = facts.waiting, let bytes = facts.waitingBytes else { return nil }
        let size = ByteCount.format(UInt64(max(bytes, 0)))
        if bytes >= Int64(clamping: source.wal.queueLimit) {
            return .wrong(
                .queue,
                .critical,
                "\(waiting) files, \(size), wait in pg_wal; the disk of the server may fill up",
                "make the repository reachable, or give the server room: nothing is dropped"
            )
        }
        guard facts.isArchivingFailing else { return .good(.queue) }
        return .wrong(
            .queue,
            .warning,
            "the last try to archive a file failed; \(waiting) files, \(size), wait",
            "see the log of the server"
        )
    }

    private var gap: ClusterObservation? {
        guard let gaps = facts.gaps else { return nil }
        guard gaps > 0 else { return .good(.gap) }
        return .wrong(
            .gap,
            .critical,
            "the log has \(gaps == 1 ? "a gap" : "\(gaps) gaps"): \(facts.firstGap ?? "") missing",
            "make a base backup: nothing behind a gap can be reached from one before it"
        )
    }

    private var slot: ClusterObservation? {
        guard let slot = facts.slot else { return nil }
        let kept = ByteCount.format(UInt64(max(slot.retained, 0)))
        switch slot.state {
        case "lost", "unreserved":
            return .wrong(
                .slot,
                .critical,
                "the server \(slot.state == "lost" ? "has dropped" : "may drop") log that slot \(slot.name) needs",
                "the receiver is too slow or does not run; drop the slot if it is not needed"
            )
        case nil:
            return .wrong(
                .slot,
                .warning,
                "the server has no slot \(slot.name)",
                "dr wal receive makes it, and so does the daemon"
            )
        default:
            guard slot.retained >= Int64(clamping: source.wal.queueLimit) else { return .good(.slot) }
            return .wrong(
                .slot,
                .critical,
                "the server keeps \(kept) of log for slot \(slot.name); its disk may fill up",
                "is the receiver running? dr pg status"
            )
        }
    }

    private var window: ClusterObservation? {
        guard let promised = source.recoveryWindow, let bases = facts.bases else { return nil }
        guard bases > 0, let from = facts.reachableFrom else {
            return .wrong(.window, .critical, "no moment can be reached: there is no usable base backup", "dr backup")
        }
        // A young plan cannot reach back yet.
        let start = Timestamp(seconds: now.seconds - promised.components.seconds)
        guard from > start, let since = facts.since, since < start else { return .good(.window) }
        return .wrong(
            .window,
            .warning,
            "moments can be reached back to \(RFC3339.format(from)) only; \(DurationText.format(promised)) are promised",
            "keep base backups for longer: see the retention policy of the plan"
        )
    }

    private static func text(_ seconds: Double) -> String { DurationText.short(.seconds(Int64(seconds))) }
}
