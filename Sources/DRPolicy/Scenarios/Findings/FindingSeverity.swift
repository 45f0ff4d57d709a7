/// How much a finding matters, and with that how soon it must be mended.
package enum FindingSeverity: String, CaseIterable, Comparable, Hashable, Sendable {
    /// Nothing was shown to be wrong; something could be better.
    case low
    /// Nobody knows whether it is wrong, as it was not measured.
    case medium
    /// An objective was missed, or the recovery did not work.
    case high
    /// Data was damaged, or the drill left its traces.
    case critical

    private var rank: Int {
        switch self {
        case .low: 0
        case .medium: 1
        case .high: 2
        case .critical: 3
        }
    }

    package static func < (left: FindingSeverity, right: FindingSeverity) -> Bool { left.rank < right.rank }
}
