/// How much an alert matters.
package enum AlertSeverity: String, CaseIterable, Comparable, Sendable {
    /// News without need to act.
    case info
    /// Something to look at in working hours.
    case warning
    /// An objective is missed or soon will be.
    case critical
    /// Data may be lost unless somebody acts.
    case emergency

    /// The next severity; an emergency stays one.
    package var raised: AlertSeverity {
        switch self {
        case .info: .warning
        case .warning: .critical
        case .critical, .emergency: .emergency
        }
    }

    private var rank: Int {
        switch self {
        case .info: 0
        case .warning: 1
        case .critical: 2
        case .emergency: 3
        }
    }

    package static func < (left: AlertSeverity, right: AlertSeverity) -> Bool { left.rank < right.rank }
}
