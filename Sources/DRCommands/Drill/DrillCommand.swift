import ArgumentParser

/// Everything about drills.
struct DrillCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill",
        abstract: "Rehearse disasters, and look at how that went.",
        subcommands: [
            DrillStart.self, DrillList.self, DrillShow.self, DrillReport.self, DrillResume.self, DrillRollback.self,
            DrillStopAll.self, DrillCalendarCommand.self, DrillFindings.self,
        ]
    )
}
