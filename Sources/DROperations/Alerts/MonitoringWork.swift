import DRCore

/// What is done once a minute beside the runs: a look around, messages that wait, metrics that change with time alone.
package struct MonitoringWork: PeriodicWork {
    private let context: JobContext

    /// Takes an environment.
    package init(_ context: JobContext) {
        self.context = context
    }

    /// Does it once; a channel that fails is noted.
    ///
    /// - Throws: `DRError` when the catalog or the metrics cannot be used.
    package func perform(at now: Timestamp, _ cancellation: Cancellation) throws {
        let installation = context.installation
        CatalogRecovery.run(context)
        try AlertSweep(installation, context.catalog).run(at: now)
        try Outbox(installation, context.catalog, note: context.note).send(cancellation)
        try MetricsListener(context).write()
    }
}
