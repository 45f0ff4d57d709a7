import DRPolicy

/// How a step went.
package struct StepResult: Hashable, Sendable {
    /// The block it stands in.
    package var block: String
    /// Its name.
    package var name: String
    /// Its action; empty for a group.
    package var action: String
    /// Whether the action does the thing itself.
    package var realism: Realism?
    /// The part of the recovery time that it belongs to.
    package var phase: RecoveryPhase?
    /// How it ended.
    package var state: StepState
    /// How often it was tried.
    package var attempts: Int
    /// When it began, in nanoseconds since the drill began.
    package var began: Int64
    /// When it ended.
    package var ended: Int64
    /// What was seen or done, or what went wrong.
    package var detail: String
    /// What later steps can use.
    package var output: String
    /// Whether its failure was allowed.
    package var isTolerated = false
}
