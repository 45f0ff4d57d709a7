/// How a step ended.
package enum StepState: String, CaseIterable, Hashable, Sendable {
    case succeeded
    case failed
    case skipped
    /// In a dry run: its preconditions hold, and it was not performed.
    case ready
}
