import ArgumentParser
import CLinux
import DRCore
import DROperations
import DRPolicy
import DRRecovery

/// What drills of an environment act through.
struct DrillPlace {
    let installation: Installation
    let store: DrillStore
    let user: String

    /// Reads the configuration.
    ///
    /// - Throws: `DRError` when it is wrong.
    init(_ options: InstallationOptions) throws {
        installation = try options.load()
        store = DrillStore(stateDirectory: installation.stateDirectory)
        user = Self.userName()
    }

    /// The world of a drill: real actions, the real clock, notes on standard error.
    ///
    /// - Throws: `DRError` when the file of this program is gone, which steps run.
    func world(_ context: CommandContext, assumesYes: Bool) throws -> DrillWorld {
        let messages = context.messages
        var person: (any Person)?
        if assumesYes {
            person = AssumedPerson(name: user + " (--assume-yes)")
        } else if isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 {
            person = TerminalPerson(name: user)
        }
        return try DrillWorld(
            registry: .standard(
                backups: PlanBackups(installation) { messages.note("dr: " + Printable.text($0)) },
                person: person,
                own: ProgramItself(path: AbsolutePath.ofThisProgram(), environment: installation.environment),
                secret: { [cancellation = context.cancellation] reference in
                    let bytes = try SecretReader.read(reference, cancellation: cancellation)
                    return Secret(String(decoding: bytes.revealed, as: UTF8.self))
                }
            ),
            clock: SystemDrillClock(),
            signals: context.cancellation,
            note: { line in messages.note("dr: " + Printable.text(line)) },
            tell: { [installation, cancellation = context.cancellation] channel, text in
                try DrillNotice.tell(channel, text, installation, cancellation)
            }
        )
    }

    /// What is rehearsed.
    ///
    /// - Throws: `DRError` when the scenario does not fit the environment.
    func request(_ scenario: Scenario, _ file: ConfigurationText, _ mode: DrillMode) throws -> DrillRequest {
        try scenario.check(against: installation.configuration)
        return DrillRequest(
            scenario: scenario,
            file: file,
            environment: installation.effective,
            mode: mode,
            user: user,
            host: installation.host,
            version: Version.number,
            designedLoss: try DesignedLoss(
                scenario,
                in: installation.configuration,
                zones: installation.zones,
                now: installation.clock.now
            )
        )
    }

    /// Performs what the guardrails of the environment know of while it runs, and its steps as parts of it.
    ///
    /// - Throws: what `begin` and `body` throw.
    func watched(
        _ context: CommandContext,
        _ begin: (GuardedOperations) throws -> GuardedOperations.Ticket,
        _ body: () throws -> DrillRecord
    ) throws -> DrillRecord {
        let catalog = try Catalog(stateDirectory: installation.stateDirectory)
        let operations = GuardedOperations(installation, catalog) { [messages = context.messages] in
            messages.note("dr: " + $0)
        }
        let ticket = try begin(operations)
        do {
            let record = try body()
            try operations.end(ticket, code: record.exitCode?.rawValue ?? 0)
            return record
        } catch {
            try operations.end(ticket, code: (error as? DRError)?.code.rawValue ?? DRError.Code.failed.rawValue)
            throw error
        }
    }

    private static func userName() -> String {
        if let name = Environment.value("SUDO_USER") ?? Environment.value("USER") { return name }
        guard let entry = getpwuid(getuid()) else { return "uid \(getuid())" }
        return String(cString: entry.pointee.pw_name)
    }
}
