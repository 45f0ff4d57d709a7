/// Why a snapshot of a plan stays.
package enum RetentionReason: Hashable, Sendable, CustomStringConvertible {
    /// A keep rule of the policy asks for it.
    case rule(KeepReason)
    /// It is pinned in the policy.
    case pinned
    /// It is under a legal hold, for this reason.
    case legalHold(String)
    /// It is among so many verified restore points that must be left.
    case verified(minimum: Int)
    /// It is the newest that is as old as restores must reach back.
    case reach(Duration)

    /// The reason in words, such as `daily snapshot` or `legal hold: case 12`.
    package var description: String {
        switch self {
        case .rule(let reason): reason.description
        case .pinned: "pinned"
        case .legalHold(let reason): "legal hold: " + reason
        case .verified(let minimum): minimum == 1 ? "last verified" : "one of \(minimum) verified"
        case .reach(let duration): "reaches back the required " + DurationText.format(duration)
        }
    }
}
