/// What is backed up, where to, when and how long it is kept; exactly one kind of source is set.
package struct BackupPlan: Hashable, Sendable {
    /// File trees.
    package var files: FileSource?
    /// The output of a program.
    package var stream: StreamSource?
    /// A PostgreSQL cluster.
    package var postgresql: ClusterSource?
    /// The repository that receives the backups.
    package var repository = ""
    /// When what runs.
    package var schedule = PlanSchedule()
    /// The retention policy, by the name of its file.
    package var retention = ""
    /// What a restore must achieve.
    package var objectives = Objectives()
    /// Programs that run around a backup.
    package var hooks = HookSettings()
    /// Tags for the snapshots, beside those that `dr` sets.
    package var tags: [String] = []
    /// The services that need this plan to be restored.
    package var services: [String] = []
    /// Whether the scheduler runs it.
    package var isEnabled = true

    /// What a configuration that says nothing has.
    package init() {}
}

extension BackupPlan {
    static let table = SectionTable(
        "What is backed up, where to, when, and how long it is kept.",
        BackupPlan(),
        exactlyOne: ["files", "stream", "postgresql"]
    ) { make in
        [
            make.key("files", \.files, .section(FileSource.table), "File trees."),
            make.key("stream", \.stream, .section(StreamSource.table), "The output of a program."),
            make.key("postgresql", \.postgresql, .section(ClusterSource.table), "A PostgreSQL cluster."),
            make.required(
                "repository",
                \.repository,
                .reference(.repository),
                "The repository that receives the backups."
            ),
            make.required("schedule", \.schedule, .section(PlanSchedule.table), "When what runs."),
            make.required(
                "retention",
                \.retention,
                .reference(.retention),
                "The policy retention/NAME.yml by its name."
            ),
            make.key("objectives", \.objectives, .section(Objectives.table), "What a restore must achieve."),
            make.key("hooks", \.hooks, .section(HookSettings.table), "Programs that run around a backup."),
            make.key("tags", \.tags, .list(.tag), "Tags for the snapshots."),
            make.key("services", \.services, .list(.reference(.service)), "The services that need this plan."),
            make.key("enabled", \.isEnabled, .boolean, "Whether the scheduler runs it."),
        ]
    }
}

extension ValueFormat where Value == String {
    /// A tag of a snapshot.
    fileprivate static var tag: ValueFormat {
        single(
            what: "a tag",
            pattern: "^[^,]+$",
            allowed: "a tag without commas",
            write: { $0 },
            parse: { $0.trimmed.isEmpty || $0.contains(",") ? nil : $0 }
        )
    }
}
