import DRCore

/// What a plan foresees in a range of time, ascending; made by `RunCalendar.plannedRuns(from:to:)`.
package struct PlannedRuns: Sequence, IteratorProtocol {
    private let calendar: RunCalendar
    private var upcoming: [(kind: RunKind, occurrence: Timestamp, rest: CalendarOccurrences)] = []
    private var lastFull: Timestamp?

    init(_ calendar: RunCalendar, kinds: [RunKind], from start: Timestamp, to end: Timestamp) {
        self.calendar = calendar
        for kind in RunKind.allCases where kinds.contains(kind) {
            guard let rule = calendar.rules[kind] else { continue }
            var rest = rule.occurrences(from: start, to: end, zone: calendar.zone)
            if let first = rest.next() { upcoming.append((kind, first, rest)) }
        }
        lastFull = calendar.rules[.full]?.previous(atOrBefore: start, zone: calendar.zone)
    }

    package mutating func next() -> PlannedRun? {
        while let run = nextOccurrence() {
            if run.kind == .full { lastFull = run.occurrence }
            // A full backup at the same time has come before, as kinds are in the order of their start.
            if run.kind == .incremental, let lastFull,
                calendar.isReplaced(incremental: run.occurrence, byFull: lastFull)
            {
                continue
            }
            return run
        }
        return nil
    }

    private mutating func nextOccurrence() -> PlannedRun? {
        var first: Int?
        for place in upcoming.indices
        where first.map({ upcoming[place].occurrence < upcoming[$0].occurrence }) ?? true { first = place }
        guard let first else { return nil }
        let (kind, occurrence, _) = upcoming[first]
        if let following = upcoming[first].rest.next() {
            upcoming[first].occurrence = following
        } else {
            upcoming.remove(at: first)
        }
        let due = Timestamp(seconds: occurrence.seconds + calendar.delay)
        return PlannedRun(kind: kind, occurrence: occurrence, due: due)
    }
}

extension RunCalendar {
    /// The runs whose occurrences lie from `start` on and before `end`, without the incremental backups that a full one
    /// replaces; it may have no end.
    package func plannedRuns(
        _ kinds: [RunKind] = RunKind.allCases,
        from start: Timestamp,
        to end: Timestamp
    ) -> PlannedRuns {
        PlannedRuns(self, kinds: kinds, from: start, to: end)
    }

    /// The longest time between two neighbouring backups that overlaps a range: the data at risk when every run
    /// succeeds; nil when there are no two.
    package func longestBackupGap(from start: Timestamp, to end: Timestamp) -> OccurrenceGap? {
        let backups: [RunKind] = [.full, .incremental]
        let following = plannedRuns(backups, from: Timestamp(seconds: end.seconds + 1), to: Timestamp(seconds: .max))
        guard let first = lastBackup(upTo: start), let last = following.first(where: { _ in true }) else { return nil }
        let limit = Timestamp(seconds: last.occurrence.seconds, nanoseconds: 1)
        return .longest(plannedRuns(backups, from: first, to: limit).map(\.occurrence))
    }

    private func lastBackup(upTo instant: Timestamp) -> Timestamp? {
        let incremental = rules[.incremental]?.previous(atOrBefore: instant, zone: zone)
        guard let full = rules[.full]?.previous(atOrBefore: instant, zone: zone) else { return incremental }
        guard let incremental, !isReplaced(incremental: incremental, byFull: full) else { return full }
        return max(full, incremental)
    }
}
