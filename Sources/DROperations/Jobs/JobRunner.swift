import DRCore
import DRPolicy
import DRRepository

/// Takes a job one straight way: plan lock, guards, catalog, hooks, work, hooks, catalog, listeners.
///
/// Whatever happens on it becomes a record in the catalog that every listener hears of.
package struct JobRunner: Sendable {
    let context: JobContext
    private let guards: [any OperationGuard]
    private let works: [RunKind: any JobWork]
    let listeners: [any RunListener]

    /// Takes what a run needs.
    package init(
        context: JobContext,
        guards: [any OperationGuard],
        works: [RunKind: any JobWork],
        listeners: [any RunListener]
    ) {
        self.context = context
        self.guards = guards
        self.works = works
        self.listeners = listeners
    }

    /// The runner with all that belongs to an installation.
    package init(_ context: JobContext) {
        self.init(
            context: context,
            guards: Standard.guards(context),
            works: Standard.works(),
            listeners: Standard.listeners(context)
        )
    }

    private var clock: any WallClock { context.installation.clock }

    /// Runs a job on the calling thread, which may block for hours; every failure is in the record.
    package func run(_ job: Job) -> RunRecord {
        let run = carryThrough(job)
        CatalogRecovery.run(context)
        return run
    }

    private func carryThrough(_ job: Job) -> RunRecord {
        var run = RunRecord(job, context.installation)
        do {
            let plan = try context.installation.plan(job.plan)
            run.repository = plan.repository
            interruptDead()
            let lock = try PlanLock(
                job.plan,
                RunLane(job.kind),
                context.installation,
                wait: context.planWait,
                context.cancellation
            )
            return withExtendedLifetime(lock) {
                perform(job, plan, &run)
                return conclude(run)
            }
        } catch {
            run.end(with: error, hasBegun: false)
            return conclude(run)
        }
    }

    /// Notes a job that could not even be tried, and tells of it.
    package func fail(_ job: Job, with error: any Error) -> RunRecord {
        var run = RunRecord(job, context.installation)
        run.repository = context.installation.configuration.plans[job.plan]?.repository
        run.end(with: error, hasBegun: true)
        return conclude(run)
    }

    private func perform(_ job: Job, _ plan: BackupPlan, _ run: inout RunRecord) {
        let hooks = RunLane(job.kind) == .backup ? PlanHooks(plan.hooks, environment: run.environment) : nil
        do {
            for rule in guards { try rule.admit(job, at: clock.now) }
            guard let work = works[job.kind] else {
                throw DRError(.failed, "this version cannot do this kind of run", object: job.kind.rawValue)
            }
            run = kept(run)
            let begun = run
            tell { try $0.began(begun) }
            carryOut(work, job, plan, hooks, &run)
        } catch {
            run.end(with: error, hasBegun: false)
        }
    }

    /// The work between its hooks, within its time.
    private func carryOut(
        _ work: any JobWork,
        _ job: Job,
        _ plan: BackupPlan,
        _ hooks: PlanHooks?,
        _ run: inout RunRecord
    ) {
        do {
            let limit = try RunLimit(plan.schedule.maximumRuntime, context)
            defer { limit.end() }
            do {
                try hooks?.runBefore(run, limit.cancellation)
                try work.perform(job, &run, context.stopped(by: limit.cancellation))
                if run.outcome != .incomplete { run.outcome = .succeeded }
            } catch {
                run.end(with: limit.reason ?? error, hasBegun: true)
                if limit.reason != nil { run.outcome = .interrupted }
            }
        } catch {
            run.end(with: error, hasBegun: true)
        }
        for error in hooks?.runAfter(run) ?? [] { run.take(hookFailure: error) }
    }

    /// Notes the end of a run and tells of it.
    private func conclude(_ ended: RunRecord) -> RunRecord {
        var run = ended
        run.ended = clock.now
        if run.outcome == .succeeded { run.exitCode = 0 }
        if run.outcome == .incomplete, run.exitCode == nil { run.exitCode = DRError.Code.sourcesUnreadable.rawValue }
        run = kept(run)
        let told = run
        tell { try $0.ended(told) }
        return run
    }

    /// Lets listeners bring to an end what they do beside the runs, within a bound; to be called before the process ends.
    package func finish(seconds: Double = 10) {
        for listener in listeners { listener.finish(seconds: seconds) }
    }

    /// Writes a run into the catalog; a catalog that cannot be written is noted and stops no backup.
    private func kept(_ run: RunRecord) -> RunRecord {
        do {
            return try context.catalog.save(run)
        } catch {
            context.note("the run could not be noted: \(DRError(anyStorageError: error).description)")
            return run
        }
    }

    /// Tells all listeners; what goes wrong there is noted.
    func tell(_ body: (any RunListener) throws -> Void) {
        for listener in listeners {
            do {
                try body(listener)
            } catch {
                context.note("\(type(of: listener)): \(DRError(anyStorageError: error).description)")
            }
        }
    }
}
