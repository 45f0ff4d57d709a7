/// How something stands, in the words of the field; the order is that of urgency.
package enum Verdict: String, CaseIterable, Comparable, Sendable {
    /// All that is known is as it should be, and enough is known to say so.
    case good = "OK"
    /// Something that a verdict needs was never measured.
    case unknown = "UNKNOWN"
    /// Something to look at.
    case warning = "WARNING"
    /// An objective is missed, or a restore may not work.
    case critical = "CRITICAL"

    /// The exit code of a monitoring plugin: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.
    package var pluginCode: Int32 {
        switch self {
        case .good: 0
        case .warning: 1
        case .critical: 2
        case .unknown: 3
        }
    }

    package static func < (left: Verdict, right: Verdict) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .good: 0
        case .unknown: 1
        case .warning: 2
        case .critical: 3
        }
    }
}
