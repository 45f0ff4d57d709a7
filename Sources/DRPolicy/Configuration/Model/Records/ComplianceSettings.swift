/// What an environment must fulfil.
package struct ComplianceSettings: Hashable, Sendable {
    /// How far back a restore must reach; 90 days in `production` unless set.
    package var requiredRetention: Duration?
    /// Whether each repository of a plan needs a copy at another site; so in `production` unless set.
    package var needsOffSiteCopy: Bool?
    /// A restore must have been tried within this time.
    package var restoreTestWithin: Duration?
    /// Every plan needs an RPO and an RTO.
    package var needsObjectives = false

    /// What a configuration that says nothing has.
    package init() {}
}

extension ComplianceSettings {
    static let table = SectionTable("What an environment must fulfil.", ComplianceSettings()) { make in
        [
            make.key(
                "required_retention",
                \.requiredRetention,
                .duration(.hours(1)...(.days(36_600))),
                "How far back a restore must reach; 90d in production unless set."
            ),
            make.key(
                "off_site_copy",
                \.needsOffSiteCopy,
                .boolean,
                "Whether each repository of a plan needs a copy at another site; true in production unless set."
            ),
            make.key(
                "restore_test_within",
                \.restoreTestWithin,
                .duration(.days(1)...(.days(366))),
                "A restore must have been tried within this time."
            ),
            make.key("objectives", \.needsObjectives, .boolean, "Whether every plan needs an RPO and an RTO."),
        ]
    }
}
