import CLinux
import DRCore
import DRPolicy

/// Looks at backups, makes and restores them.
struct BackupAdapter: ActionAdapter {
    /// What it does.
    enum Verb: String, CaseIterable {
        case fresh
        case complete
        case verify
        case run
        case restore
        case rehearse
        case cleanPoint = "clean_point"
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
        // Nothing may be left of a plan whose restore points are what is looked for.
        guard verb != .complete else { return }
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
        case .complete:
            let missing = try backups.missing(plan: plan)
            let text = "\(missing.count) restore points that the catalog knows are missing: \(Self.list(missing))"
            return ActionOutcome(
                holds: missing.isEmpty != (call.boolean("missing") ?? false),
                missing.isEmpty ? "every restore point that the catalog knows is there" : text,
                output: String(missing.count)
            )
        case .verify:
            let readsData = call.boolean("read_data") ?? false
            return ActionOutcome(try backups.verify(plan: plan, readsData: readsData, context.cancellation))
        case .run:
            let name = try backups.run(plan: plan, full: call.boolean("full") ?? false, context.cancellation)
            return ActionOutcome("made \(name)", output: name)
        case .restore:
            return try restore(plan, call, into: call.part(\.directory).path, asSource: true, context)
        case .rehearse:
            let target = context.directory + "/restored-\(plan)"
            if mkdir(target, 0o700) != 0, clinux_errno() != EEXIST {
                throw DRError.system("make the directory", target, errno: clinux_errno())
            }
            return try restore(plan, call, into: target, asSource: false, context)
        case .cleanPoint:
            let (name, seen) = try backups.cleanPoint(plan: plan, context.cancellation)
            return ActionOutcome(seen, output: name)
        }
    }

    /// The first ones of many names.
    private static func list(_ names: [String]) -> String {
        names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and others" : "")
    }

    private func restore(
        _ plan: String,
        _ call: ActionCall,
        into target: String,
        asSource: Bool,
        _ context: ActionContext
    ) throws -> ActionOutcome {
        let name = try backups.restore(
            plan: plan,
            snapshot: call.text("snapshot"),
            into: target,
            asSource: asSource,
            deletes: call.boolean("delete") ?? false,
            context.cancellation
        )
        return ActionOutcome("restored \(name) into \(target)", output: target)
    }
}
