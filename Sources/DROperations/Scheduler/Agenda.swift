import DRCore

/// What is to be done, as the scheduler sees it at a time.
package struct Agenda: Sendable, Equatable {
    /// What is due, in the order of start: backups first, full ones before incremental ones, then maintenance.
    package var due: [Job] = []
    /// Runs that failed and are waiting for their next try, with its time.
    package var retries: [Later] = []
    /// Maintenance that waits for its window, with the time at which that begins.
    package var postponed: [Later] = []
    /// When something becomes due next, retries included; nil when nothing is scheduled.
    package var next: Timestamp?
    /// How far the clock lies before the start of the newest run, in seconds; more than 0 when it was set back.
    package var secondsSetBack: Int64 = 0

    /// A run that begins later.
    package struct Later: Sendable, Equatable {
        /// What is run.
        package var job: Job
        /// When.
        package var time: Timestamp
    }
}
