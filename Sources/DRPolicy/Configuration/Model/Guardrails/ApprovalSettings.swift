/// Which operations a person must approve, and how.
package struct ApprovalSettings: Hashable, Sendable {
    /// The operations that need an approval.
    package var operations: [GuardedOperation] = []
    /// Whether the one who approves must be another than the one who asks.
    package var needsSecondPerson = true
    /// How long an approval holds.
    package var expiresAfter = Duration.hours(4)
}

extension ApprovalSettings {
    static let table = SectionTable("Which operations a person must approve, and how.", ApprovalSettings()) { make in
        [
            make.key("operations", \.operations, .list(.choice()), "The operations that need an approval."),
            make.key(
                "second_person",
                \.needsSecondPerson,
                .boolean,
                "Whether the one who approves must be another than the one who asks."
            ),
            make.key(
                "expires_after",
                \.expiresAfter,
                .duration(.minutes(5)...(.days(7))),
                "How long an approval holds."
            ),
        ]
    }
}
