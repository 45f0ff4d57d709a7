/// What a compliance check says about alerts.
package struct ComplianceReview: Sendable {
    private let plan: String
    private let findings: [ComplianceFinding]
    private let isComplete: Bool

    /// Takes the findings about a plan.
    ///
    /// - Parameter isComplete: whether every repository could be read for them.
    package init(plan: String, findings: [ComplianceFinding], isComplete: Bool) {
        self.plan = plan
        self.findings = findings
        self.isComplete = isComplete
    }

    /// A failure is wrong; without one all is well, as a plan may be too young to prove more, unless a repository could
    /// not be read: then nothing new is known.
    package var observation: AlertObservation? {
        let failed = findings.filter { $0.status == .fail }
        guard let first = failed.first else {
            return isComplete ? .good(.retention(plan)) : nil
        }
        let others = failed.dropFirst().map(\.requirement.rawValue).joined(separator: ", ")
        let more = others.isEmpty ? "" : "; nor is " + others
        return .wrong(
            AlertFinding(
                .retention(plan),
                .warning,
                "\(first.requirement.rawValue) is not met: required is \(first.expected); \(first.observed)\(more)",
                object: plan,
                hint: "dr retention check \(plan) shows the evidence" + (first.hint.map { "; \($0)" } ?? ""),
                plan: plan
            )
        )
    }
}
