import DRCore
import DRPolicy

/// Switches releases by a symbolic link, and back.
struct ReleaseAdapter: ActionAdapter {
    /// What it does.
    enum Verb: String, CaseIterable {
        case current
        case `switch`
        case rollback
    }

    private let verb: Verb

    init(_ verb: Verb) {
        self.verb = verb
    }

    var realism: Realism { .real }

    func check(_ call: ActionCall, _ context: ActionContext) throws {
        let link = ReleaseLink(settings: try call.part(\.release))
        _ = try link.current()
        if verb == .switch { try link.find(call.required("to")) }
        if verb != .current, let program = link.settings.reload.first { try CommandRun.find(program) }
    }

    func perform(_ call: ActionCall, _ context: ActionContext) throws -> ActionOutcome {
        let service = try call.service().name
        let link = ReleaseLink(settings: try call.part(\.release))
        let current = try link.current()
        let memory = context.directory + "/release-\(service)"
        switch verb {
        case .current:
            let expected = try call.text("is")
            return ActionOutcome(
                holds: expected.map { $0 == current } ?? true,
                "current is \(current)",
                output: current
            )
        case .switch:
            // The first switch of a drill knows the release to come back to.
            if try FileBytes.read(memory, limit: 4096) == nil {
                try FileBytes.replace(memory, with: Array(current.utf8), mode: 0o600)
            }
            return try set(call.required("to"), link, from: current, context)
        case .rollback:
            guard let before = try FileBytes.read(memory, limit: 4096) else {
                return ActionOutcome("the drill changed no release; current is \(current)", output: current)
            }
            return try set(String(decoding: before, as: UTF8.self), link, from: current, context)
        }
    }

    private func set(
        _ release: String,
        _ link: ReleaseLink,
        from current: String,
        _ context: ActionContext
    ) throws -> ActionOutcome {
        try link.set(release)
        // Also when the link named it already: a crash may have come before the application was told.
        if !link.settings.reload.isEmpty {
            let run = try CommandRun.run(link.settings.reload, context)
            guard run.status == 0 else {
                throw DRError(.failed, "the reload ended with exit code \(run.status)", object: link.settings.reload[0])
            }
        }
        return ActionOutcome(
            current == release ? "\(release) was current" : "from \(current) to \(release)",
            output: release
        )
    }
}
