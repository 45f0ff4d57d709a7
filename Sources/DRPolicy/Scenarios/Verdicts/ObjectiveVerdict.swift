/// Whether an objective was met.
package enum ObjectiveVerdict: String, CaseIterable, Hashable, Sendable {
    case met = "MET"
    case missed = "MISSED"
    case notMeasured = "NOT_MEASURED"
    case inconclusive = "INCONCLUSIVE"
}
