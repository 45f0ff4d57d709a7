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
        case forget
        case unforget
        case refill
    }

    private let verb: Verb
    private let backups: any BackupOperations

    init(_ verb: Verb, _ backups: any BackupOperations) {
        self.verb = verb
        self.backups = backups
    }

    var realism: Realism { .real }

    /// How many restore points are removed when nothing else is said.
    private static let newest = 10

    private func count(_ call: ActionCall) -> Int { call.integer("newest") ?? Self.newest }

    func check(_ call: ActionCall, _ context: ActionContext) throws {
        let plan = try call.required("plan")
        _ = try backups.newest(plan: plan)
        if verb == .forget {
            // What no copy holds must not be put at risk.
            let lacking = try backups.uncopied(count(call), plan: plan)
            guard lacking.isEmpty else {
                throw DRError(
                    .failed,
                    "no copy of the repository holds these restore points: \(lacking.joined(separator: ", "))",
                    object: plan,
                    hint: "bring the copy up to date; it is what a removed restore point comes back from"
                )
            }
        }
        if verb == .readOnly || verb == .writable {
            _ = try backups.folder(plan: plan)
            try ClosedRepository.requireRight()
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
        case .forget:
            try check(call, context)
            let names = try backups.removeNewest(count(call), plan: plan, keeping: kept(plan, context))
            return ActionOutcome(
                "removed \(names.joined(separator: ", ")), with nothing but the password",
                output: String(names.count)
            )
        case .unforget:
            let count = try backups.putBack(plan: plan, from: kept(plan, context))
            return ActionOutcome("\(count) restore points put back")
        case .refill:
            let closed = ClosedRepository(folder: try backups.folder(plan: plan))
            let (text, count) = try closed.withOpen(["data", "index", "snapshots"], context) {
                try backups.refill(plan: plan, context.cancellation)
            }
            return ActionOutcome(text, output: String(count))
        case .protected:
            let isRefused = try ClosedRepository(folder: backups.folder(plan: plan)).refusesChanges()
            return ActionOutcome(
                holds: isRefused,
                "changing its restore points \(isRefused ? "is refused" : "would work")"
            )
        }
    }

    /// Removed with the other copies when the drill is over.
    private func kept(_ plan: String, _ context: ActionContext) -> String {
        context.directory + "/kept-points-\(plan)"
    }
}
