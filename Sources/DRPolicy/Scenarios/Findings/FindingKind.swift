/// What a drill can find; a drill has one finding of a kind at most.
package enum FindingKind: String, CaseIterable, Hashable, Sendable {
    /// The drill did not come to its end.
    case drillStopped = "drill-stopped"
    /// It was asked to stop, or was refused.
    case drillNotDone = "drill-not-done"
    /// A step failed that was allowed to, or something could not be counted.
    case stepFailed = "step-failed"
    /// Writes are missing in the middle.
    case holes
    /// Writes are there that nobody acknowledged.
    case unexpectedWrites = "unexpected-writes"
    /// Writes are there more than once.
    case duplicateWrites = "duplicate-writes"
    /// Two nodes took writes at once.
    case twoWriters = "two-writers"
    /// Nobody could look which nodes take writes.
    case writersUnseen = "writers-unseen"
    /// The recovered data is not valid.
    case invalidData = "invalid-data"
    /// The steady state did not come back.
    case notRestored = "not-restored"
    /// Something may be left of the drill.
    case notClean = "not-clean"
    /// Something could not be undone.
    case notUndone = "not-undone"
    /// The recovery took too long.
    case timeMissed = "rto-missed"
    /// How long the recovery took is not known.
    case timeUnknown = "rto-unknown"
    /// Too much was lost, or can be lost.
    case pointMissed = "rpo-missed"
    /// How much was lost is not known.
    case pointUnknown = "rpo-unknown"
    /// The scenario sets no objective.
    case noObjective = "no-objective"
    /// What another version of `dr` found.
    case other

    /// How much it matters.
    package var severity: FindingSeverity {
        switch self {
        case .holes, .unexpectedWrites, .twoWriters, .invalidData, .notRestored, .notUndone: .critical
        case .drillStopped, .stepFailed, .duplicateWrites, .notClean, .timeMissed, .pointMissed: .high
        case .writersUnseen, .timeUnknown, .pointUnknown, .other: .medium
        case .drillNotDone, .noObjective: .low
        }
    }
}
