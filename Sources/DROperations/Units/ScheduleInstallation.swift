import CLinux
import DRCore
import DRWorkloads

/// Puts a schedule in place, and takes it away: a unit of systemd or lines of cron.
package struct ScheduleInstallation: Sendable {
    /// What starts `dr`.
    package enum Mode: String, CaseIterable, Sendable {
        case systemd
        case cron
    }

    /// What was done, or would be.
    package struct Outcome: Sendable {
        /// The file that was written or removed; nil for the crontab of a user.
        package var file: String?
        /// Its text.
        package var text: String
        /// Programs that were run, each with its arguments.
        package var commands: [[String]] = []
        /// What a person has to do next.
        package var next: String?
    }

    private let mode: Mode
    private let isUser: Bool
    private let unit: ServiceUnit
    private let cron: CronTable
    private let stateDirectory: String
    private let home: String?
    private let cancellation: Cancellation
    /// Where the files go, for tests; empty for this machine.
    private let root: String

    /// Prepares the schedule of an environment.
    ///
    /// - Parameters:
    ///   - program: the program of `dr`, as an absolute path.
    ///   - configuration: the folder of the configuration, as an absolute path.
    ///   - home: the directory of the user, for a schedule of a user.
    ///   - root: a directory that stands for `/`; then no program is run.
    package init(
        _ installation: Installation,
        mode: Mode,
        isUser: Bool,
        program: String,
        configuration: String,
        home: String?,
        root: String = "",
        cancellation: Cancellation
    ) {
        self.mode = mode
        self.isUser = isUser
        self.home = home
        self.root = root
        self.cancellation = cancellation
        stateDirectory = installation.stateDirectory
        unit = ServiceUnit(
            installation,
            ServiceUnit.Service(
                program: program,
                configuration: configuration,
                isUser: isUser,
                systemd: SystemdProgram.version(cancellation)
            )
        )
        cron = CronTable(
            environment: installation.environment,
            program: program,
            configuration: configuration
        )
    }

    /// Puts the schedule in place.
    ///
    /// A unit is checked by `systemd-analyze verify` first, where that is there, and started where systemd runs.
    /// - Throws: `DRError` when a file cannot be written, or a program fails.
    package func install(isDryRun: Bool) throws -> Outcome {
        if mode == .cron, isUser { return try changeCrontab(isRemoval: false, isDryRun) }
        var outcome = Outcome(file: try file(), text: mode == .systemd ? unit.text : cron.systemText)
        let manager = isUser ? ["systemctl", "--user"] : ["systemctl"]
        if mode == .systemd {
            outcome.commands = [
                manager + ["daemon-reload"], manager + ["enable", unit.name], manager + ["restart", unit.name],
            ]
        }
        guard !isDryRun else { return outcome }
        // The service cannot make it: all but a few directories are read-only for it.
        try StateDirectory.make(root + stateDirectory)
        if mode == .systemd { try SystemdProgram.verify(unit, isUser: isUser, cancellation) }
        try StateDirectory.make(folder(try file()), mode: 0o755)
        try FileBytes.replace(try file(), with: Array(outcome.text.utf8))
        try start(&outcome)
        return outcome
    }

    /// Takes the schedule away.
    ///
    /// - Throws: `DRError` when the file cannot be removed, or a program fails.
    package func uninstall(isDryRun: Bool) throws -> Outcome {
        if mode == .cron, isUser { return try changeCrontab(isRemoval: true, isDryRun) }
        let file = try file()
        var outcome = Outcome(file: file, text: "")
        let manager = isUser ? ["systemctl", "--user"] : ["systemctl"]
        guard try FileBytes.read(file, limit: 1 << 20) != nil else {
            throw DRError(.failed, "there is no schedule of this kind", object: file)
        }
        let disable = manager + ["disable", "--now", unit.name]
        if mode == .systemd { outcome.commands = [disable, manager + ["daemon-reload"]] }
        guard !isDryRun else { return outcome }
        let isRunning = mode == .systemd && isSystemdRunning
        if isRunning { try SystemdProgram.run(disable, cancellation) }
        guard unlink(file) == 0 else { throw DRError.system("remove", file, errno: clinux_errno()) }
        if isRunning { try SystemdProgram.run(manager + ["daemon-reload"], cancellation) }
        if !isRunning { outcome.commands = [] }
        return outcome
    }

    private var isSystemdRunning: Bool { root.isEmpty && FileBytes.isDirectory("/run/systemd/system") }

    private func start(_ outcome: inout Outcome) throws {
        guard mode == .systemd else { return }
        guard isSystemdRunning else {
            outcome.next =
                "where systemd runs: " + outcome.commands.map { $0.joined(separator: " ") }.joined(separator: " && ")
            outcome.commands = []
            return
        }
        for command in outcome.commands { try SystemdProgram.run(command, cancellation) }
    }

    /// The file of the unit or of the table.
    private func file() throws -> String {
        guard mode == .systemd else { return root + "/etc/cron.d/" + cron.name }
        guard isUser else { return root + "/etc/systemd/system/" + unit.name }
        guard let home, home.hasPrefix("/") else {
            throw DRError(.usage, "the directory of the user is not known", object: "HOME", hint: "set HOME")
        }
        return root + home + "/.config/systemd/user/" + unit.name
    }

    private func folder(_ file: String) -> String { String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)]) }

    private func changeCrontab(isRemoval: Bool, _ isDryRun: Bool) throws -> Outcome {
        let before = try Crontab.read(cancellation)
        let after = cron.merged(into: before, isRemoval: isRemoval)
        if isRemoval, after == before || before.isEmpty {
            throw DRError(.failed, "the crontab has no schedule of this environment", object: cron.marks.begin)
        }
        let outcome = Outcome(file: nil, text: after, commands: [["crontab", "FILE"]])
        if !isDryRun { try Crontab.write(after, in: stateDirectory, cancellation) }
        return outcome
    }
}
