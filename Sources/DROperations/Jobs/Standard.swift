import DRPolicy

/// What belongs to every installation: the work of each kind of run, who hears of runs, and what may forbid them.
package enum Standard {
    /// The work of each kind of run.
    package static func works() -> [RunKind: any JobWork] {
        [
            .full: BackupWork(), .incremental: BackupWork(), .verify: VerifyWork(), .prune: PruneWork(),
            .restoreTest: RestoreTestWork(), .retention: RetentionWork(),
        ]
    }

    /// Who hears of every run.
    ///
    /// Metrics come last, as they count the alerts too.
    package static func listeners(_ context: JobContext) -> [any RunListener] {
        [AuditListener(AuditLog(context.installation)), AlertListener(context), MetricsListener(context)]
    }

    /// What decides whether a job may begin.
    package static func guards(_ context: JobContext) -> [any OperationGuard] {
        [GuardrailGuard(context.installation, context.catalog, note: context.note)]
    }

    /// What the scheduler does beside the runs.
    ///
    /// - Parameter sampling: looks at the clusters of plans, and keeps their repositories open from time to time.
    package static func chores(_ context: JobContext, _ sampling: ClusterSampling) -> [any PeriodicWork] {
        [sampling.work(context), MonitoringWork(context), ComplianceWatch(context)]
    }
}
