/// What came of a run.
package enum RunOutcome: String, CaseIterable, Sendable {
    /// It is not over, or its process died.
    case running
    /// Everything was done.
    case succeeded
    /// Done, but some sources could not be read.
    case incomplete
    /// It failed; the error of the run says why.
    case failed
    /// A guardrail did not let it begin.
    case refused
    /// It was stopped: by a signal, by its maximum run time, or with its process.
    case interrupted

    /// Whether there is a snapshot, a verification or whatever the run was for.
    package var isUsable: Bool { self == .succeeded || self == .incomplete }
}
