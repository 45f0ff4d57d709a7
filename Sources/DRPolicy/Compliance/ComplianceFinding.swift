/// What is known about one requirement of a plan.
package struct ComplianceFinding: Hashable, Sendable {
    /// The requirement.
    package let requirement: ComplianceRequirement
    /// Whether it is fulfilled.
    package let status: ComplianceStatus
    /// What is asked for, such as `90d`.
    package let expected: String
    /// What was found, such as `oldest restore point 91d2h old`.
    package let observed: String
    /// What the finding rests on, a line each.
    package let evidence: [String]
    /// What to do when it is no pass.
    package let hint: String?

    init(
        _ requirement: ComplianceRequirement,
        _ status: ComplianceStatus,
        expected: String,
        observed: String,
        evidence: [String] = [],
        hint: String? = nil
    ) {
        self.requirement = requirement
        self.status = status
        self.expected = expected
        self.observed = observed
        self.evidence = evidence
        self.hint = status == .pass ? nil : hint
    }
}
