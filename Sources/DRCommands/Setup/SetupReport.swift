import DRCore
import DROperations
import DRPolicy
import DRRepository

/// What `dr setup` says, step by step.
struct SetupReport {
    private let context: CommandContext

    init(_ context: CommandContext) {
        self.context = context
    }

    /// A step is done.
    func add(_ step: SetupStep) throws { try show(step.name, step.state, step.message) }

    /// A step that was a run is done.
    func add(_ step: SetupStep, _ run: RunRecord) throws {
        var parts = [step.state == .made ? "done" : "done before, \(LocalTime.text(run.started))"]
        if let snapshot = run.snapshot { parts.append("snapshot \(snapshot.prefix(8))") }
        if let files = run.files { parts.append(ProgressText.count(UInt64(max(files, 0)), "file")) }
        if let all = run.bytesProcessed.map(Self.size) {
            // What looks back reads a part of what there is.
            let isBackup = run.kind == .full || run.kind == .incremental
            parts.append(isBackup ? all : run.bytesRead.map { "read \(Self.size($0)) of \(all)" } ?? all)
        }
        if run.outcome == .incomplete, let problems = run.problems {
            parts.append("\(problems) sources could not be read")
        }
        try show(step.name, step.state, parts.joined(separator: ", "))
    }

    private static func size(_ bytes: Int64) -> String { ByteCount.format(UInt64(max(bytes, 0))) }

    private func show(_ name: String, _ state: SetupStep.State, _ message: String) throws {
        let mark =
            switch state {
            case .made: "made"
            case .kept: "kept"
            case .skipped: "skip"
            }
        try context.emit("step", text: Printable.text("\(mark)  \(name): \(message)")) { json in
            json.key("step")
            json.string(name)
            json.key("state")
            json.string(state.rawValue)
            json.key("message")
            json.string(message)
        }
        try context.output.flush()
    }

    /// Everything is done.
    func finish(_ installed: Installation) throws {
        let name = installed.environment
        try context.summary("\(name) is set up") { json in
            json.key("environment")
            json.string(name)
            json.key("plans")
            json.strings(installed.configuration.plans.keys.sorted())
        }
        let files = Set(
            installed.configuration.repositories.values.compactMap { repository in
                if case .file(let path) = repository.password { path } else { nil }
            }
        )
        .sorted()
        if !files.isEmpty {
            context.messages.note(
                "Keep a copy of \(files.joined(separator: ", ")) away from this machine: nothing can be restored without."
            )
        }
        context.messages.note("  next: dr status -e \(name)")
    }
}
