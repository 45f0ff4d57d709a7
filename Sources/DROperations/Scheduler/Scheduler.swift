import DRCore
import DRPolicy

/// Finds out what is due in an environment: the rules of its plans against the runs that the catalog knows.
///
/// It keeps nothing between two calls, so that a killed daemon and `dr schedule due` come to the same answers.
package struct Scheduler: Sendable {
    /// The plans that it runs.
    package let plans: [ScheduledPlan]
    /// The environment.
    package let installation: Installation
    private let catalog: Catalog
    /// The zone that maintenance windows are meant in.
    private let zone: TimeZoneRules
    /// Seconds after which a plan that another process runs is looked at again.
    private static let busyInterval: Int64 = 30

    /// Prepares the plans of an environment.
    ///
    /// - Throws: `DRError` with code `configurationInvalid` for a zone that this machine does not have.
    package init(_ installation: Installation, _ catalog: Catalog) throws {
        self.installation = installation
        self.catalog = catalog
        plans = try ScheduledPlan.all(in: installation)
        zone = try installation.zone()
    }

    /// What is due now and what comes next.
    ///
    /// Of a plan one backup and one piece of maintenance run at a time. An occurrence whose run failed is due again after a wait
    /// (`RetryRule`) until the next occurrence takes its place; while a full backup waits, incremental ones go on.
    /// Maintenance waits for its window.
    ///
    /// - Parameters:
    ///   - now: the wall clock.
    ///   - running: what this process runs right now.
    ///   - cause: why the jobs begin.
    /// - Throws: `DRError` when the catalog cannot be read.
    package func agenda(at now: Timestamp, running: Set<PlanLane> = [], cause: RunCause = .schedule) throws -> Agenda {
        let history = try catalog.history(
            environment: installation.environment,
            kinds: Dictionary(plans.map { ($0.name, Array($0.rules.keys)) }) { first, _ in first },
            host: installation.host,
            limit: Timestamp(seconds: now.seconds + RunCalendar.trustedAhead)
        )
        let unknown = plans.map(\.name).filter { history.since[$0] == nil }
        if !unknown.isEmpty {
            try catalog.addPlans(unknown, environment: installation.environment, since: now)
        }
        var agenda = Agenda()
        for plan in plans {
            let state = PlanState(
                plan: plan.name,
                calendar: plan.calendar(since: history.since[plan.name] ?? now),
                marks: history.marks[plan.name] ?? []
            )
            state.add(to: &agenda, at: now, busy: running.union(history.busy), cause: cause)
        }
        postpone(&agenda, at: now)
        if !history.busy.isSubset(of: running) {
            // Another process tells nobody when it is done.
            let soon = Timestamp(seconds: now.seconds + Self.busyInterval)
            agenda.next = min(agenda.next ?? soon, soon)
        }
        agenda.due.sort { ($0.order, $0.occurrence ?? now, $0.plan) < ($1.order, $1.occurrence ?? now, $1.plan) }
        agenda.retries.sort { ($0.time, $0.job.plan) < ($1.time, $1.job.plan) }
        return agenda
    }

    /// Takes out what may begin in a later maintenance window only.
    private func postpone(_ agenda: inout Agenda, at now: Timestamp) {
        let limits = installation.guardrails
        let due = agenda.due
        agenda.due = []
        for job in due {
            let operation = GuardedRequest.operation(job.kind)
            let request = GuardedRequest(operation, subject: job.plan, isScheduled: true)
            if let time = limits.refusal(of: request, after: [], at: now, zone: zone)?.allowedAt {
                agenda.postponed.append(Agenda.Later(job: job, time: time))
                agenda.next = min(agenda.next ?? time, time)
            } else {
                agenda.due.append(job)
            }
        }
    }
}

extension Job {
    /// The place of its kind in the order of start.
    fileprivate var order: Int { RunKind.allCases.firstIndex(of: kind) ?? 0 }
}
