/// Why a snapshot is kept.
package enum KeepReason: Hashable, Sendable, CustomStringConvertible {
    /// There are no rules, and so nothing is removed.
    case noRules
    /// It bears all tags of this list.
    case tags([String])
    /// It is later than the span before the newest.
    case within(CalendarSpan)
    /// It is the newest of its bucket; or, when `oldest`, the oldest of its group while the count was not used up.
    case counted(RetentionBucket, oldest: Bool)
    /// The same for a rule that is limited by a span.
    case spanned(RetentionBucket, CalendarSpan, oldest: Bool)

    /// The reason in restic's words, such as `daily snapshot`, `oldest weekly within 1m` or `has tags [a, b]`.
    package var description: String {
        switch self {
        case .noRules: "policy is empty"
        case .tags(let list): "has tags [" + list.joined(separator: ", ") + "]"
        case .within(let span): "within \(span)"
        case .counted(let bucket, let oldest): (oldest ? "oldest " : "") + "\(bucket.rawValue) snapshot"
        case .spanned(let bucket, let span, let oldest): (oldest ? "oldest " : "") + "\(bucket.rawValue) within \(span)"
        }
    }
}
