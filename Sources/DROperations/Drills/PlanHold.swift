import CLinux
import DRCore
import DRPolicy

/// Keeps retention and prune of a plan from removing anything: a file for each holder in the state directory.
package struct PlanHold: Sendable {
    private let folder: String

    /// The holds of an environment.
    package init(_ installation: Installation) {
        folder = installation.stateDirectory + "/holds"
    }

    /// Holds a plan.
    ///
    /// - Throws: `DRError` when the file cannot be written.
    package func add(_ plan: String, by holder: String, reason: String) throws {
        try StateDirectory.make(folder + "/" + plan)
        try FileBytes.replace(folder + "/\(plan)/\(holder)", with: Array((reason + "\n").utf8), mode: 0o600)
    }

    /// Ends a hold; one that is not there is no problem.
    ///
    /// - Throws: `DRError` when the file cannot be removed.
    package func remove(_ plan: String, by holder: String) throws {
        let path = folder + "/\(plan)/\(holder)"
        guard unlink(path) != 0, clinux_errno() != ENOENT else { return }
        throw DRError.system("remove", path, errno: clinux_errno())
    }

    /// Who holds a plan, and why.
    ///
    /// - Throws: `DRError` when the folder cannot be read.
    package func holders(of plan: String) throws -> [(holder: String, reason: String)] {
        let place = folder + "/" + plan
        guard FileBytes.isDirectory(place) else { return [] }
        return try FileBytes.names(in: place).sorted().map { name in
            let bytes = try FileBytes.read(place + "/" + name, limit: 65_536) ?? []
            return (name, String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
        }
    }

    /// Refuses to remove anything of a held plan, or of a repository that a held plan writes to.
    ///
    /// - Parameter subject: a plan, or a repository.
    /// - Throws: `DRError` with code `refusedByGuardrail` that names the holder.
    package func admit(_ operation: GuardedOperation, on subject: String, in configuration: Configuration) throws {
        guard operation == .forget || operation == .prune else { return }
        let repository = configuration.plans[subject]?.repository ?? subject
        // Prune works on the whole repository, whichever plan it is asked for.
        let plans = configuration.plans.filter { name, plan in
            name == subject || operation == .prune && plan.repository == repository || plan.repository == subject
        }
        for plan in plans.keys.sorted() {
            guard let (holder, reason) = try holders(of: plan).first else { continue }
            throw DRError(
                .refusedByGuardrail,
                "the plan \(plan) is held by \(holder): \(reason)",
                object: subject,
                hint: "the hold ends with the drill; one that was left behind: dr drill rollback \(holder)"
            )
        }
    }
}
