extension PlanSchedule {
    /// The rules by what they schedule.
    package var rules: [RunKind: CalendarRule] {
        let given: [RunKind: ScheduleRule?] = [
            .incremental: incremental, .full: full, .verify: verify, .retention: retention, .prune: prune,
            .restoreTest: restoreTest,
        ]
        return given.compactMapValues { $0?.rule }
    }
}
