import DRCore

/// What the work of a job has at hand.
package struct JobContext: Sendable {
    /// The environment.
    package let installation: Installation
    /// The catalog.
    package let catalog: Catalog
    /// Set when the run is to stop.
    package let cancellation: Cancellation
    /// Takes a line for the log: what is waited for, what is tried again.
    package let note: @Sendable (String) -> Void

    /// Takes what is at hand.
    package init(
        installation: Installation,
        catalog: Catalog,
        cancellation: Cancellation,
        note: @escaping @Sendable (String) -> Void
    ) {
        self.installation = installation
        self.catalog = catalog
        self.cancellation = cancellation
        self.note = note
    }
}
