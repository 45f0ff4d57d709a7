import CLinux
import DRCore
import DRPolicy

/// Looks at backups and restores them.
struct BackupAdapter: ActionAdapter {
    /// What it does.
    enum Verb: String, CaseIterable {
        case fresh
        case verify
        case restore
        case rehearse
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
        guard try backups.newest(plan: plan) != nil else {
            throw DRError(.failed, "the plan has no restore point", object: plan)
        }
        if verb == .restore { _ = try call.part(\.directory) }
    }

    func perform(_ call: ActionCall, _ context: ActionContext) throws -> ActionOutcome {
        let plan = try call.required("plan")
        switch verb {
        case .fresh:
            guard let newest = try backups.newest(plan: plan) else {
                return ActionOutcome(holds: false, "the plan \(plan) has no restore point")
            }
            let age = context.clock.now.seconds(since: newest.time)
            let limit = Double(call.nanoseconds("max_age") ?? 0) / 1e9
            return ActionOutcome(holds: age <= limit, "\(newest.name) is \(Int(age)) s old", output: newest.name)
        case .verify:
            let seen = try backups.verify(
                plan: plan,
                readsData: call.boolean("read_data") ?? false,
                context.cancellation
            )
            return ActionOutcome(seen)
        case .restore:
            let target = try call.part(\.directory).path
            return try restore(plan, call, into: target, context)
        case .rehearse:
            let target = context.directory + "/restored-\(plan)"
            if mkdir(target, 0o700) != 0, clinux_errno() != EEXIST {
                throw DRError.system("make the directory", target, errno: clinux_errno())
            }
            return try restore(plan, call, into: target, context)
        }
    }

    private func restore(
        _ plan: String,
        _ call: ActionCall,
        into target: String,
        _ context: ActionContext
    ) throws -> ActionOutcome {
        let name = try backups.restore(
            plan: plan,
            snapshot: call.text("snapshot"),
            into: target,
            context.cancellation
        )
        return ActionOutcome("restored \(name) into \(target)", output: target)
    }
}
