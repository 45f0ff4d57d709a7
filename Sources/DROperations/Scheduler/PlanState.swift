import DRCore
import DRPolicy

/// What a plan has to do, from its calendar and its last runs.
struct PlanState {
    let plan: String
    let calendar: RunCalendar
    let marks: [RunMark]

    /// Adds what is due, what waits for another try, and the next time that matters.
    func add(to agenda: inout Agenda, at now: Timestamp, busy: Set<PlanLane>, cause: RunCause) {
        let failed = marks.filter { $0.retry != nil }
        // What is tried again is not over; what failed for good is.
        let past = marks.filter { $0.retry == nil }.map(\.pastRun)
        let first = calendar.decision(at: now, after: past)
        var next = [first.next].compactMap(\.self)
        var held: Set<RunKind> = []
        for run in first.runs {
            guard let mark = failed.first(where: { $0.kind == run.kind && $0.occurrence == run.occurrence }),
                let time = mark.retry, isWaiting(for: time, mark, at: now)
            else { continue }
            held.insert(run.kind)
            agenda.retries.append(Agenda.Later(job: job(run, cause), time: time))
            next.append(time)
        }
        agenda.secondsSetBack = max(agenda.secondsSetBack, first.secondsSetBack)
        agenda.due += due(first, past, held, at: now).map { job($0, cause) }.filter { !busy.contains(PlanLane($0)) }
        for time in next where time < agenda.next ?? Timestamp(seconds: .max) { agenda.next = time }
    }

    /// The runs to start; while a kind waits for its next try, the others go on as if it had no rule.
    private func due(_ first: DueDecision, _ past: [PastRun], _ held: Set<RunKind>, at now: Timestamp) -> [DueRun] {
        guard !held.isEmpty else { return first.runs }
        let rest = RunCalendar(
            rules: calendar.rules.filter { !held.contains($0.key) },
            zone: calendar.zone,
            delay: calendar.delay,
            since: calendar.since
        )
        return rest.decision(at: now, after: past).runs.filter { run in
            // Without the full backup, an incremental one shows that may have failed before itself.
            !marks.contains { mark in
                mark.kind == run.kind && mark.occurrence == run.occurrence
                    && mark.retry.map { isWaiting(for: $0, mark, at: now) } ?? false
            }
        }
    }

    /// A clock that was set back before the run does not make the wait longer.
    private func isWaiting(for time: Timestamp, _ mark: RunMark, at now: Timestamp) -> Bool {
        now < time && now >= (mark.ended ?? mark.started)
    }

    private func job(_ run: DueRun, _ cause: RunCause) -> Job {
        var job = Job(plan: plan, due: run, cause: cause)
        let last = marks.last { $0.kind == run.kind && $0.occurrence == run.occurrence && $0.retry != nil }
        job.attempt = (last?.attempt ?? 0) + 1
        return job
    }
}
