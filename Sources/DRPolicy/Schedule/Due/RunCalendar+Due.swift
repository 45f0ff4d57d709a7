import DRCore

extension RunCalendar {
    /// How far in the future the runs of the past may lie, in seconds, before they are taken as those of a wrong clock.
    ///
    /// A clock that is off by a zone lies within. After a smaller step back the plan waits, so that no occurrence runs
    /// twice; were it to wait also for runs dated years ahead, there would be no backup until then.
    package static let trustedAhead: Int64 = 86_400

    /// Decides what is due.
    ///
    /// - However many occurrences were missed, the last of them runs, once.
    /// - A full backup serves the incremental occurrences up to its start, and the first after it if that is in the
    ///   same hour. When both are due, the full one runs.
    /// - A run serves what was due when it began, also by a rule or a zone that came later.
    /// - A full backup that failed serves no incremental occurrence.
    /// - No occurrence runs twice, whatever the clock does, as long as `runs` has its run.
    ///
    /// - Parameters:
    ///   - now: the wall clock.
    ///   - runs: what ran before, in any order. The last runs of each kind suffice; runs that shall be tried again are
    ///     left out.
    package func decision(at now: Timestamp, after runs: [PastRun]) -> DueDecision {
        let ahead = Timestamp(seconds: now.seconds + Self.trustedAhead, nanoseconds: now.nanoseconds)
        let runs = runs.filter { $0.occurrence <= ahead }
        let reached = Timestamp(seconds: now.seconds - delay, nanoseconds: now.nanoseconds)
        var due: [DueRun] = []
        var next: Timestamp?
        for kind in RunKind.allCases {
            guard let rule = rules[kind] else { continue }
            let served = lastServed(kind, runs, ahead)
            if let run = dueRun(kind, rule, at: reached, served: served, runs) { due.append(run) }
            let upcoming = nextUnserved(kind, rule, after: max(reached, served), runs)
            if let upcoming, upcoming < next ?? Timestamp(seconds: .max) { next = upcoming }
        }
        if due.count > 1, due[0].kind == .full, due[1].kind == .incremental {
            let full = due[0]
            due[0] = DueRun(
                kind: .full,
                occurrence: full.occurrence,
                missed: full.missed,
                replacesIncremental: true
            )
            due.remove(at: 1)
        }
        let lastStart = runs.map(\.started.seconds).max() ?? now.seconds
        return DueDecision(
            runs: due,
            next: next.map { Timestamp(seconds: $0.seconds + delay) },
            secondsSetBack: max(0, lastStart - now.seconds)
        )
    }

    /// The instant up to which all occurrences of a kind are served.
    private func lastServed(_ kind: RunKind, _ runs: [PastRun], _ ahead: Timestamp) -> Timestamp {
        var served = since
        for run in runs {
            if run.kind == kind {
                served = max(served, run.occurrence)
                // What a new rule or zone puts before the last run is no reason for another.
                if run.isUsable, run.started <= ahead {
                    served = max(served, Timestamp(seconds: run.started.seconds - delay))
                }
            }
            if kind == .incremental, run.kind == .full, run.isUsable {
                served = max(served, run.occurrence)
                if run.started <= ahead { served = max(served, run.started) }
            }
        }
        return served
    }

    private func dueRun(
        _ kind: RunKind,
        _ rule: CalendarRule,
        at reached: Timestamp,
        served: Timestamp,
        _ runs: [PastRun]
    ) -> DueRun? {
        guard let occurrence = rule.previous(atOrBefore: reached, zone: zone), occurrence > served,
            !isServedByFull(kind, occurrence, runs)
        else { return nil }
        let earlier = rule.occurrences(from: Timestamp(seconds: served.seconds + 1), to: occurrence, zone: zone)
        let missed = earlier.prefix(DueRun.countLimit).filter { !isServedByFull(kind, $0, runs) }.count
        return DueRun(kind: kind, occurrence: occurrence, missed: missed, replacesIncremental: false)
    }

    private func nextUnserved(
        _ kind: RunKind,
        _ rule: CalendarRule,
        after instant: Timestamp,
        _ runs: [PastRun]
    ) -> Timestamp? {
        var next = rule.next(after: instant, zone: zone)
        while let occurrence = next, isServedByFull(kind, occurrence, runs) {
            next = rule.next(after: occurrence, zone: zone)
        }
        return next
    }

    private func isServedByFull(_ kind: RunKind, _ occurrence: Timestamp, _ runs: [PastRun]) -> Bool {
        kind == .incremental
            && runs.contains { run in
                run.kind == .full && run.isUsable && isReplaced(incremental: occurrence, byFull: run.occurrence)
            }
    }
}
