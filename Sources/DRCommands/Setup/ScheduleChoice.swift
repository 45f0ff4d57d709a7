import ArgumentParser
import CLinux
import DRCore
import DROperations

/// Who runs what is due.
enum ScheduleChoice: String, CaseIterable, ExpressibleByArgument {
    /// A service of systemd that stays.
    case systemd
    /// Lines of cron.
    case cron
    /// Nobody yet.
    case none

    /// What this machine has.
    static var usual: ScheduleChoice {
        if FileBytes.isDirectory("/run/systemd/system") { return .systemd }
        return FileBytes.isDirectory("/etc/cron.d") ? .cron : .none
    }

    /// Reads an answer.
    ///
    /// - Throws: `DRError` with code `usage` for another word.
    static func read(_ text: String) throws -> ScheduleChoice {
        guard let choice = ScheduleChoice(rawValue: text) else {
            throw DRError(.usage, "not one of systemd, cron and none: \(text)")
        }
        return choice
    }

    /// Puts the schedule in place, unless it is as it should be.
    func install(_ installed: Installation, folder: String, _ cancellation: Cancellation) throws -> SetupStep {
        let name = "schedule"
        guard self != .none else {
            return SetupStep(name, .skipped, "nothing runs by itself until dr schedule install")
        }
        let schedule = ScheduleInstallation(
            installed,
            mode: self == .systemd ? .systemd : .cron,
            isUser: geteuid() != 0,
            program: try AbsolutePath.ofThisProgram(),
            configuration: try AbsolutePath.resolved(folder),
            home: Environment.value("HOME"),
            cancellation: cancellation
        )
        let plan = try schedule.install(isDryRun: true)
        if let file = plan.file, try FileBytes.read(file, limit: 1 << 20) == Array(plan.text.utf8) {
            return SetupStep(name, .kept, file)
        }
        let outcome = try schedule.install(isDryRun: false)
        let place = outcome.file ?? "the crontab of this user"
        return SetupStep(name, .made, place + (outcome.next.map { "; " + $0 } ?? ""))
    }
}
