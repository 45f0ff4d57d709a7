/// What a run of a scenario may do.
package enum DrillMode: String, CaseIterable, Hashable, Sendable {
    /// Only what looks is performed; nothing is measured.
    case dryRun = "dry-run"
    /// The fault is brought about, measured and undone.
    case drill
    /// The disaster is there; the recovery is performed and stays.
    case live
}
