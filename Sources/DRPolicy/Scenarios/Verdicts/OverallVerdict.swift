/// What a drill says as a whole.
package enum OverallVerdict: String, CaseIterable, Hashable, Sendable {
    /// All was done, measured, met, undone and proven.
    case pass = "PASS"
    case fail = "FAIL"
    case notMeasured = "NOT_MEASURED"
    case inconclusive = "INCONCLUSIVE"
}
