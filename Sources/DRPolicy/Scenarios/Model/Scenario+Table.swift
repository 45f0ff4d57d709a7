extension Scenario {
    static let table = SectionTable("A scenario of dr.", Scenario()) { make in
        [
            make.key("version", \.version, .integer(1...1), "The version of the form of these files."),
            make.required("title", \.title, .text("a title"), "What people call it."),
            make.key("description", \.description, .text(), "What it rehearses and why."),
            make.required(
                "service",
                \.service,
                .stepName,
                "The service that is rehearsed; one drill at a time runs for it."
            ),
            make.key(
                "owner",
                \.owner,
                .text("a person or a team"),
                "Who has to see to what its drills find; the owner of the environment without."
            ),
            make.key("modes", \.modes, .list(.choice(), minimum: 1), "The modes in which it may run; all without."),
            make.required(
                "objectives",
                \.objectives,
                .section(ScenarioObjectives.table),
                "What a recovery must achieve."
            ),
            make.key("prechecks", \.prechecks, .steps, "What must hold before anything is touched."),
            make.required(
                "steady_state",
                \.steadyState,
                .list(.step(ScenarioStep.table), minimum: 1),
                "What holds while all is well: before the fault, and again at the end."
            ),
            make.key(
                "restored_within",
                \.restoredWithin,
                .shortDuration(.milliseconds(10)...(.hours(24))),
                "How long the steady state may take to come back at the end."
            ),
            make.key("safeguards", \.safeguards, .section(SafeguardSettings.table), "What stops a drill."),
            make.key(
                "sentinels",
                \.sentinels,
                .named(.section(SentinelSettings.table)),
                "Writers that count what is lost."
            ),
            make.key(
                "single_writer",
                \.singleWriter,
                .section(SingleWriterSettings.table),
                "A check that no two nodes take writes at once."
            ),
            make.required("fault", \.fault, .section(FaultSettings.table), "The disaster."),
            make.key("detection", \.detection, .section(DetectionSettings.table), "How it is noticed."),
            make.required(
                "recovery",
                \.recovery,
                .list(.step(ScenarioStep.table), minimum: 1),
                "The way out."
            ),
            make.required(
                "validation",
                \.validation,
                .list(.step(ScenarioStep.table), minimum: 1),
                "What must hold for the service to count as recovered."
            ),
            make.key("rollback", \.rollback, .steps, "What is done after all reverses, such as failing back."),
            make.required(
                "cleanup",
                \.cleanup,
                .list(.step(ScenarioStep.table), minimum: 1),
                "What proves that nothing is left of the drill."
            ),
            make.key(
                "communications",
                \.communications,
                .list(.section(CommunicationSettings.table)),
                "Whom the drill is told to."
            ),
            make.key("calendar", \.calendar, .section(DrillCalendar.table), "How often it is rehearsed."),
        ]
    }
}
