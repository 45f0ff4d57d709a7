/// When a scheduled run that failed is tried again.
///
/// The wait doubles from a minute to half an hour; the tries of one occurrence span about four hours, and end earlier
/// when the next occurrence comes.
package enum RetryRule {
    /// The most tries for one occurrence.
    package static let attemptLimit = 12

    /// Seconds to wait after the attempt of a number (1 for the first); nil when it was the last.
    package static func delay(afterAttempt attempt: Int) -> Int64? {
        guard attempt < attemptLimit else { return nil }
        return min(60 << Int64(min(max(attempt, 1) - 1, 5)), 1800)
    }
}
