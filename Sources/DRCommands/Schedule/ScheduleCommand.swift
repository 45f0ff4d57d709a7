import ArgumentParser

/// `dr schedule`: runs plans when they are due.
struct ScheduleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule",
        abstract: "Run plans when they are due.",
        subcommands: [
            ScheduleRun.self, ScheduleDue.self, ScheduleList.self, ScheduleSimulate.self, ScheduleInstall.self,
            ScheduleUninstall.self,
        ]
    )
}
