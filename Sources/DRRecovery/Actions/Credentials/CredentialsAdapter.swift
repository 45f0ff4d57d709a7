import DRCore
import DRPolicy

/// Replaces the password of a repository, and tries the one from before.
struct CredentialsAdapter: ActionAdapter {
    /// What it does.
    enum Verb: String, CaseIterable {
        case rotate
        case refused
    }

    private let verb: Verb
    private let backups: any BackupOperations

    init(_ verb: Verb, _ backups: any BackupOperations) {
        self.verb = verb
        self.backups = backups
    }

    var realism: Realism { .real }

    func check(_ call: ActionCall, _ context: ActionContext) throws {
        _ = try backups.newest(plan: call.required("plan"))
    }

    func perform(_ call: ActionCall, _ context: ActionContext) throws -> ActionOutcome {
        let plan = try call.required("plan")
        // Removed with the other copies when the drill is over.
        let memory = context.directory + "/kept-credential-\(plan)"
        switch verb {
        case .rotate:
            let count = try ClosedRepository(folder: backups.folder(plan: plan)).withOpen(["keys"], context) {
                try backups.rotatePassword(plan: plan, memory: memory, context.cancellation)
            }
            return ActionOutcome("a new password; \(count) old keys withdrawn", output: String(count))
        case .refused:
            let isRefused = try backups.refusesOldPassword(plan: plan, memory: memory)
            return ActionOutcome(
                holds: isRefused,
                isRefused ? "the old password is refused, the new one taken" : "the old password still opens it"
            )
        }
    }
}
