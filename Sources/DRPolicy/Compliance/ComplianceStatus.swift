/// What is known about a requirement.
package enum ComplianceStatus: String, Hashable, Sendable {
    /// There is evidence that it is fulfilled.
    case pass = "PASS"
    /// There is evidence that it is not.
    case fail = "FAIL"
    /// There is not enough evidence; that is no pass.
    case unknown = "UNKNOWN"

    /// The worst of several: a failure before a lack of evidence; unknown of none.
    package static func worst(_ all: some Sequence<ComplianceStatus>) -> ComplianceStatus {
        var worst: ComplianceStatus?
        for status in all {
            switch (worst, status) {
            case (_, .fail), (.fail, _): worst = .fail
            case (_, .unknown), (.unknown, _): worst = .unknown
            default: worst = .pass
            }
        }
        return worst ?? .unknown
    }
}
