import DRCore
import DRPolicy

/// The metrics of runs: a set for each plan and kind that is scheduled or was run.
struct JobMetrics {
    private var attempt = MetricFamily(
        "dr_job_last_attempt_timestamp_seconds",
        "When the newest run of a plan and kind began."
    )
    private var success = MetricFamily(
        "dr_job_last_success_timestamp_seconds",
        "When the newest good run of a plan and kind ended; 0 when there is none."
    )
    private var exitCode = MetricFamily("dr_job_last_exit_code", "The exit code of the newest run that is over.")
    private var duration = MetricFamily(
        "dr_job_last_duration_seconds",
        "How long the newest run that is over took."
    )
    private var failures = MetricFamily(
        "dr_job_consecutive_failures",
        "Runs that failed since the newest good one; tries of one occurrence count once."
    )
    private var running = MetricFamily("dr_job_running", "Whether a run is going on.")
    private var next = MetricFamily("dr_job_next_run_timestamp_seconds", "When the next run is due.")
    private var backup = MetricFamily(
        "dr_backup_last_success_timestamp_seconds",
        "When the newest good backup of a plan began: data newer than this can be lost; 0 when there is none."
    )
    private var processed = MetricFamily("dr_backup_processed_bytes", "Size of what the newest good backup holds.")
    private var added = MetricFamily("dr_backup_added_bytes", "What of it was new to the repository.")
    private var stored = MetricFamily("dr_backup_stored_bytes", "What the new data takes in the repository.")
    private var files = MetricFamily("dr_backup_files", "Files that the newest good backup saw.")
    private var unreadable = MetricFamily(
        "dr_backup_unreadable_files",
        "Sources that the newest good backup could not read."
    )
    private var rpo = MetricFamily("dr_objective_rpo_seconds", "The RPO of a plan.")
    private var rto = MetricFamily("dr_objective_rto_seconds", "The RTO of a plan.")

    /// All of them.
    var families: [MetricFamily] {
        [
            attempt, success, exitCode, duration, failures, running, next, backup, processed, added, stored, files,
            unreadable, rpo, rto,
        ]
    }

    init(_ installation: Installation, _ catalog: Catalog, at now: Timestamp) throws {
        let environment = ("environment", installation.environment)
        for (name, plan) in installation.configuration.plans.sorted(by: { $0.key < $1.key }) {
            let rules = plan.schedule.rules
            let calendar = RunCalendar(
                rules: plan.isEnabled ? rules : [:],
                zone: try installation.zones.zone(
                    named: plan.schedule.timezone ?? installation.configuration.timezone
                ),
                delay: StartDelay.seconds(
                    host: installation.host,
                    plan: name,
                    bound: plan.schedule.jitter.components.seconds
                ),
                since: now
            )
            var newest: RunRecord?
            for kind in RunKind.allCases {
                let trail = try catalog.trail(environment: installation.environment, plan: name, kind: kind)
                guard trail.last != nil || rules[kind] != nil else { continue }
                let labels = [environment, ("plan", name), ("kind", kind.rawValue)]
                add(trail, labels[0], labels[1], labels[2])
                let end = Timestamp(seconds: now.seconds + 400 * 86_400)
                let planned = calendar.plannedRuns([kind], from: now, to: end).first { _ in true }
                next.add(planned.map { Double($0.due.seconds) }, labels[0], labels[1], labels[2])
                if kind == .full || kind == .incremental, let good = trail.lastGood,
                    newest.map({ $0.started < good.started }) ?? true
                {
                    newest = good
                }
            }
            add(newest, environment, ("plan", name))
            rpo.add(plan.objectives.rpo?.inSeconds, environment, ("plan", name))
            rto.add(plan.objectives.rto?.inSeconds, environment, ("plan", name))
        }
    }

    private typealias Label = (name: String, value: String)

    private mutating func add(_ trail: RunTrail, _ environment: Label, _ plan: Label, _ kind: Label) {
        attempt.add(trail.last.map { Double($0.started.seconds) }, environment, plan, kind)
        let good = trail.lastGood.map { Double(($0.ended ?? $0.started).seconds) } ?? 0
        success.add(good, environment, plan, kind)
        running.add(trail.last?.outcome == .running ? 1 : 0, environment, plan, kind)
        failures.add(Double(trail.failuresInARow), environment, plan, kind)
        exitCode.add(trail.lastEnded?.exitCode.map(Double.init), environment, plan, kind)
        duration.add(trail.lastEnded?.seconds, environment, plan, kind)
    }

    private mutating func add(_ run: RunRecord?, _ environment: Label, _ plan: Label) {
        backup.add(run.map { Double($0.started.seconds) } ?? 0, environment, plan)
        processed.add(run?.bytesProcessed.map(Double.init), environment, plan)
        added.add(run?.bytesAdded.map(Double.init), environment, plan)
        stored.add(run?.bytesStored.map(Double.init), environment, plan)
        files.add(run?.files.map(Double.init), environment, plan)
        unreadable.add(run?.problems.map(Double.init), environment, plan)
    }
}
