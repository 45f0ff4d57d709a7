import DRCore

/// What the work of a job has at hand.
package struct JobContext: Sendable {
    /// The environment.
    package let installation: Installation
    /// The catalog.
    package let catalog: Catalog
    /// Set when the run is to stop.
    package let cancellation: Cancellation
    /// How long a lock on a repository is waited for, in seconds.
    package let lockWait: Double
    /// How long another run of the same plan is waited for, in seconds.
    package let planWait: Double
    /// Takes a line for the log: what is waited for, what is tried again.
    package let note: @Sendable (String) -> Void

    /// Takes what is at hand.
    package init(
        installation: Installation,
        catalog: Catalog,
        cancellation: Cancellation,
        lockWait: Double = RepositoryAccess.unattendedWait,
        planWait: Double = 0,
        note: @escaping @Sendable (String) -> Void
    ) {
        self.installation = installation
        self.catalog = catalog
        self.cancellation = cancellation
        self.lockWait = lockWait
        self.planWait = planWait
        self.note = note
    }

    /// Opens the repositories of the environment.
    package var repositories: RepositoryAccess {
        RepositoryAccess(installation, cancellation: cancellation, lockWait: lockWait, note: note)
    }

    /// The same with another flag that stops the work, for one run.
    package func stopped(by cancellation: Cancellation) -> JobContext {
        JobContext(
            installation: installation,
            catalog: catalog,
            cancellation: cancellation,
            lockWait: lockWait,
            planWait: planWait,
            note: note
        )
    }
}
