import DRCore

/// The instants at which the clock of a zone shows a time.
package enum LocalTimeInstants: Hashable, Sendable {
    /// Once, as usual.
    case once(Timestamp)
    /// Never, as the clock is set forward over it; `resumes` is the first instant after, and `gap` what is left out, in
    /// seconds.
    case skipped(resumes: Timestamp, gap: Int64)
    /// Twice, as the clock is set back.
    case twice(first: Timestamp, second: Timestamp)

    /// The first instant at which the clock shows this time or a later one.
    package var first: Timestamp {
        switch self {
        case .once(let instant), .skipped(let instant, _), .twice(let instant, _): instant
        }
    }
}
