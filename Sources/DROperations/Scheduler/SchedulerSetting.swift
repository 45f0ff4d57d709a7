import DRCore

/// What a scheduler works with.
package struct SchedulerSetting: Sendable {
    /// Runs a job to its end on the calling thread.
    package typealias Perform = @Sendable (Job, Installation, Cancellation) -> RunRecord

    /// The environment.
    package var installation: Installation
    /// The catalog.
    package var catalog: Catalog
    /// Where lines about the work go.
    package var log: SchedulerLog
    /// The service manager.
    package var notifier = ServiceNotifier([:])
    /// Runs a job.
    package var perform: Perform
    /// Marks the runs of processes that died.
    package var settle: @Sendable () -> Void = {}
    /// Reads the configuration again; nil where it cannot change.
    package var reload: (@Sendable () throws -> Installation)?
    /// Small work beside the runs.
    package var chores: @Sendable (Installation, Cancellation) -> [any PeriodicWork] = { _, _ in [] }
    /// Why jobs begin.
    package var cause = RunCause.schedule
    /// Whether the scheduler ends when nothing is due any more.
    package var endsWhenIdle = false
    /// Seconds that cancelled runs have to end when the scheduler stops.
    package var stopBound = 60.0

    /// Takes what is always needed.
    package init(
        installation: Installation,
        catalog: Catalog,
        log: SchedulerLog,
        perform: @escaping Perform
    ) {
        self.installation = installation
        self.catalog = catalog
        self.log = log
        self.perform = perform
    }
}
