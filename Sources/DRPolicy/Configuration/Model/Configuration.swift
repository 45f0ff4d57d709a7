/// The effective configuration of an environment.
package struct Configuration: Hashable, Sendable {
    /// The version of the form of these files.
    package var version = 1
    /// The zone of all times and calendar rules that name none.
    package var timezone = "UTC"
    /// Where the catalog and other state of this machine lies.
    package var stateDirectory = "/var/lib/dr"
    /// Where backups go.
    package var repositories: [String: RepositorySettings] = [:]
    /// What is backed up.
    package var plans: [String: BackupPlan] = [:]
    /// The sites.
    package var regions: [String: RegionSettings] = [:]
    /// The services.
    package var services: [String: ServiceSettings] = [:]
    /// Who hears of what.
    package var alerts = AlertSettings()
    /// Limits on what may happen.
    package var guardrails = GuardrailSettings()
    /// Where the numbers go.
    package var metrics = MetricsSettings()
    /// The log of who did what.
    package var audit = AuditSettings()
    /// What the environment must fulfil.
    package var compliance = ComplianceSettings()
    /// What holds for drills.
    package var drills = DrillSettings()
}

extension Configuration {
    static let table = SectionTable("The configuration of dr.", Configuration()) { make in
        [
            make.key("version", \.version, .integer(1...1), "The version of the form of these files."),
            make.key("timezone", \.timezone, .timeZone, "The zone of all times and calendar rules that name none."),
            make.key("state_directory", \.stateDirectory, .absolutePath, "Where the catalog and other state lies."),
            make.required(
                "repositories",
                \.repositories,
                .named(.section(RepositorySettings.table)),
                "Where backups go."
            ),
            make.required("plans", \.plans, .named(.section(BackupPlan.table)), "What is backed up."),
            make.key("regions", \.regions, .named(.section(RegionSettings.table)), "The sites."),
            make.key("services", \.services, .named(.section(ServiceSettings.table)), "The services."),
            make.key("alerts", \.alerts, .section(AlertSettings.table), "Who hears of what."),
            make.key("guardrails", \.guardrails, .section(GuardrailSettings.table), "Limits on what may happen."),
            make.key("metrics", \.metrics, .section(MetricsSettings.table), "Where the numbers go."),
            make.key("audit", \.audit, .section(AuditSettings.table), "The log of who did what."),
            make.key(
                "compliance",
                \.compliance,
                .section(ComplianceSettings.table),
                "What the environment must fulfil."
            ),
            make.key("drills", \.drills, .section(DrillSettings.table), "What holds for drills."),
        ]
    }
}
