import DRCore
import DRPolicy

/// Keeps what a repository holds from being removed.
struct RepositoryAdapter: ActionAdapter {
    /// What it does.
    enum Verb: String, CaseIterable {
        case hold
        case release
        case readOnly = "read_only"
        case writable
        case protected
    }

    private let verb: Verb
    private let backups: any BackupOperations

    init(_ verb: Verb, _ backups: any BackupOperations) {
        self.verb = verb
        self.backups = backups
    }

    var realism: Realism { .real }

    func check(_ call: ActionCall, _ context: ActionContext) throws {
        let plan = try call.required("plan")
        _ = try backups.newest(plan: plan)
        if verb == .readOnly || verb == .writable {
            _ = try backups.folder(plan: plan)
            try CommandRun.find("chattr")
        }
    }

    func perform(_ call: ActionCall, _ context: ActionContext) throws -> ActionOutcome {
        let plan = try call.required("plan")
        switch verb {
        case .hold:
            try backups.hold(plan: plan, by: context.drill, reason: call.required("reason"))
            return ActionOutcome("retention and prune of \(plan) remove nothing")
        case .release:
            try backups.release(plan: plan, by: context.drill)
            return ActionOutcome("the hold of this drill on \(plan) has ended")
        case .readOnly, .writable:
            try ClosedRepository(folder: backups.folder(plan: plan)).set(verb == .readOnly, context)
            return ActionOutcome(
                "the repository of \(plan) takes \(verb == .readOnly ? "no changes" : "changes again")"
            )
        case .protected:
            let isRefused = try ClosedRepository(folder: backups.folder(plan: plan)).refusesChanges()
            return ActionOutcome(
                holds: isRefused,
                "changing its restore points \(isRefused ? "is refused" : "would work")"
            )
        }
    }
}
