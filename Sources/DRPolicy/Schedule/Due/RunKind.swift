/// What a plan has scheduled; the raw value is its key in the configuration.
///
/// The order is that in which due runs start.
package enum RunKind: String, CaseIterable, Hashable, Sendable {
    /// A backup that reads every byte.
    case full
    /// A backup that reads what changed.
    case incremental
    /// The verification of a part of the repository.
    case verify
    /// The retention policy is applied.
    case retention
    /// Unused space is freed.
    case prune
    /// A restore is tried.
    case restoreTest = "restore_test"
}
