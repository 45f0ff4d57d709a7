/// What a plan must fulfil; the raw value is its name in reports.
package enum ComplianceRequirement: String, CaseIterable, Hashable, Sendable {
    /// Restore points reach back far enough.
    case minimumReach = "retention_minimum"
    /// There is no hole in the time that they must cover.
    case coverage = "retention_coverage"
    /// No restore point is older than is permitted.
    case maximumReach = "retention_maximum"
    /// Enough restore points are proven to be restorable.
    case verifiedPoints = "verified_points"
    /// A restore was tried not too long ago.
    case restoreTest = "restore_test"
    /// There is a copy at another site, and it is fresh.
    case offSiteCopy = "off_site_copy"
    /// No two backups lie further apart than the RPO.
    case rpo = "rpo"
    /// A restore takes no longer than the RTO.
    case rto = "rto"
    /// The plan says what a restore must achieve.
    case objectives = "objectives"
    /// What is under a legal hold is there.
    case legalHolds = "legal_holds"

    /// The requirement in words.
    package var title: String {
        switch self {
        case .minimumReach: "Restore points reach back far enough"
        case .coverage: "Restore points cover the required time without a hole"
        case .maximumReach: "Nothing is kept longer than permitted"
        case .verifiedPoints: "Restore points are verified"
        case .restoreTest: "A restore was tested"
        case .offSiteCopy: "There is a copy at another site"
        case .rpo: "Backups were made as often as the RPO asks"
        case .rto: "A restore takes no longer than the RTO"
        case .objectives: "RPO and RTO are declared"
        case .legalHolds: "Snapshots under a legal hold are there"
        }
    }
}
