/// How a drill went as a piece of work; it says nothing of the objectives.
package enum DrillStatus: String, CaseIterable, Hashable, Sendable {
    /// It has not ended, or its process died.
    case running
    /// Everything was done.
    case completed
    /// A step failed.
    case failed
    /// A precheck, a safeguard or a person stopped it.
    case aborted
    /// A signal or the stop lever stopped it, or its process died.
    case interrupted
    /// Its deadline passed.
    case timedOut = "timed-out"
    /// It did not begin, because it may not.
    case refused
}
