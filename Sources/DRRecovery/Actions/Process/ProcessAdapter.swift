import CLinux
import DRCore
import DRPolicy

/// Looks at, ends and starts the process of a service.
struct ProcessAdapter: ActionAdapter {
    /// What it does.
    enum Verb: String, CaseIterable {
        case running
        case absent
        case kill
        case stop
        case start
    }

    private let verb: Verb

    init(_ verb: Verb) {
        self.verb = verb
    }

    var realism: Realism { .real }

    func check(_ call: ActionCall, _ context: ActionContext) throws {
        let settings = try call.part(\.process)
        switch verb {
        case .running, .absent: break
        case .kill, .stop:
            guard let process = try ProcessEntry.find(settings) else {
                throw DRError(.failed, "the process does not run", object: try call.service().name)
            }
            try process.signal(0)
        case .start:
            guard let program = settings.start.first else {
                throw DRError(
                    .configurationInvalid,
                    "the service does not say how it is started",
                    object: try call.service().name,
                    hint: "set process.start"
                )
            }
            try CommandRun.find(program)
        }
    }

    func perform(_ call: ActionCall, _ context: ActionContext) throws -> ActionOutcome {
        let settings = try call.part(\.process)
        let process = try ProcessEntry.find(settings)
        switch verb {
        case .running:
            return ActionOutcome(
                holds: process != nil,
                process.map { "process \($0.pid) runs" } ?? "no process runs",
                output: process.map { String($0.pid) } ?? ""
            )
        case .absent:
            return ActionOutcome(holds: process == nil, process.map { "process \($0.pid) runs" } ?? "no process runs")
        case .kill:
            guard let process else { return ActionOutcome("no process ran") }
            let name = try call.text("signal") ?? "KILL"
            try process.signal(["TERM": SIGTERM, "STOP": SIGSTOP, "CONT": SIGCONT][name] ?? SIGKILL)
            if ["KILL", "TERM"].contains(name) { try awaitEnd(settings, context) }
            return ActionOutcome("sent \(name) to process \(process.pid)", output: String(process.pid))
        case .stop:
            guard let process else { return ActionOutcome("no process ran") }
            try process.signal(SIGTERM)
            let end = context.clock.monotonic + (call.nanoseconds("grace") ?? 10_000_000_000)
            let ended = try context.wait {
                try ProcessEntry.find(settings) == nil || context.clock.monotonic >= end
            }
            if ended, try ProcessEntry.find(settings) == nil { return ActionOutcome("process \(process.pid) ended") }
            try process.signal(SIGKILL)
            try awaitEnd(settings, context)
            return ActionOutcome("process \(process.pid) did not end by itself and was killed")
        case .start:
            if let process { return ActionOutcome("process \(process.pid) runs already", output: String(process.pid)) }
            try CommandRun.startDetached(settings.start, directory: context.directory)
            guard try context.wait({ try ProcessEntry.find(settings) != nil }) else {
                throw DRError(.failed, "the process did not appear in time", object: settings.pidFile)
            }
            return ActionOutcome("started", output: try ProcessEntry.find(settings).map { String($0.pid) } ?? "")
        }
    }

    private func awaitEnd(_ settings: ProcessSettings, _ context: ActionContext) throws {
        guard try context.wait({ try ProcessEntry.find(settings) == nil }) else {
            throw DRError(.failed, "the process does not end", object: settings.pidFile)
        }
    }
}
