import DRCore
import DRPolicy
import DRWorkloads

/// Restores clusters to a moment, and looks for the moment before damage, with `dr restore` itself.
struct ClusterRestoreAdapter: ActionAdapter {
    /// What it does.
    enum Verb: String, CaseIterable {
        case restorable
        case restore
        case findMoment = "find_moment"
    }

    private let verb: Verb
    private let own: ProgramItself
    private let backups: any BackupOperations
    private let secret: @Sendable (SecretReference) throws -> Secret<String>

    init(
        _ verb: Verb,
        _ own: ProgramItself,
        _ backups: any BackupOperations,
        secret: @escaping @Sendable (SecretReference) throws -> Secret<String>
    ) {
        self.verb = verb
        self.own = own
        self.backups = backups
        self.secret = secret
    }

    var realism: Realism { .real }

    func check(_ call: ActionCall, _ context: ActionContext) throws {
        if verb != .restorable {
            let target = try ClusterPlace(call, verb == .restore ? "service" : "into", secret: secret)
            _ = try target.server()
        }
        _ = try estimate(call.required("plan"), context)
    }

    private func estimate(_ plan: String, _ context: ActionContext) throws -> String {
        let run = try CommandRun.run(own.words(["restore", "--plan", plan, "--estimate", "--latest"]), context)
        guard run.status == 0 else { throw Self.failure(run) }
        return run.output.split(separator: "\n").first.map(String.init) ?? ""
    }

    func perform(_ call: ActionCall, _ context: ActionContext) throws -> ActionOutcome {
        let plan = try call.required("plan")
        switch verb {
        case .restorable: return ActionOutcome("can be restored: " + (try estimate(plan, context)))
        case .restore:
            let place = try ClusterPlace(call, secret: secret)
            let moment = try RestoreMoment(call.required("to"))
            guard moment.text != RestoreMoment.none else { return ActionOutcome("nothing was damaged") }
            if call.has("log_of") { try ClusterPlace(call, "log_of", secret: secret).awaitArchive(context) }
            let step = ClusterRestoreStep(place: place, plan: plan, own: own)
            try step.run(moment, action: "promote", archives: call.boolean("archive") ?? false, context)
            guard try context.wait(every: 50_000_000, { try place.connect(context).takesWrites() }) else {
                throw DRError(.failed, "the restored cluster takes no writes", object: place.name)
            }
            return ActionOutcome("restored to \(moment.text)", output: moment.text)
        case .findMoment:
            let damaged = try ClusterPlace(call, secret: secret)
            let scratch = try ClusterPlace(call, "into", secret: secret)
            return try MomentFinder(
                damaged: damaged,
                step: ClusterRestoreStep(place: scratch, plan: plan, own: own),
                database: call.text("database") ?? "postgres",
                query: call.required("holds"),
                since: call.nanoseconds("since") ?? 3_600_000_000_000,
                archive: { try backups.log(plan: plan, cluster: $0, context.cancellation) }
            ).run(context)
        }
    }

    static func failure(_ run: CommandRun) -> DRError {
        let text = run.output.split(separator: "\n").suffix(3).joined(separator: "; ")
        let isUnreachable = run.status == DRError.Code.recoveryTargetUnreachable.rawValue
        let code: DRError.Code = isUnreachable ? .recoveryTargetUnreachable : .failed
        return DRError(code, "dr restore ended with \(run.status): \(text.prefix(600))")
    }
}
