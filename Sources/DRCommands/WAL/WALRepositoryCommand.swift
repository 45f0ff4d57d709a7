import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage

/// A verb on the log of a plan, or on one in a repository that the command line names.
protocol WALRepositoryCommand: RepositoryAccessCommand {
    /// The plan whose log is meant.
    var plan: String? { get }
}

extension WALRepositoryCommand {
    /// Where the log lies, and what opens that place.
    ///
    /// - Throws: `DRError` when it is not clear which repository is meant.
    func site(_ context: CommandContext) throws -> WALSite {
        switch try context.place(repository) {
        case .configured(let configured):
            let plan = try chosenPlan(configured.installation)
            return try WALSite(configured.installation, plan: plan, cancellation: context.cancellation) {
                [messages = context.messages] in messages.note("dr: " + $0)
            }
        case .place:
            let storage = try context.storage(repository)
            let password = try PasswordSource(repository, context).read(context)
            return WALSite(
                host: HostIdentity.current.hostname,
                plan: plan,
                lockOptions: context.lockOptions(repository),
                cancellation: context.cancellation
            ) { try Repository.open(storage, password: password) }
        }
    }

    /// The plan that is named, else the only one of a PostgreSQL cluster.
    ///
    /// - Throws: `DRError` (usage) when it is not clear which one, or it is of something else.
    func chosenPlan(_ installation: Installation) throws -> String {
        guard let plan else { return try Self.onlyPlan(installation) }
        guard try installation.plan(plan).postgresql != nil else {
            throw DRError(.usage, "the plan backs up no PostgreSQL cluster", object: plan)
        }
        return plan
    }

    private static func onlyPlan(_ installation: Installation) throws -> String {
        let plans = installation.configuration.plans.filter { $0.value.postgresql != nil }.keys.sorted()
        guard plans.count == 1 else {
            throw DRError(
                .usage,
                plans.isEmpty ? "no plan backs up a PostgreSQL cluster" : "several plans back up PostgreSQL clusters",
                object: installation.environment,
                hint: plans.isEmpty ? nil : "name one with --plan: " + plans.joined(separator: ", ")
            )
        }
        return plans[0]
    }
}
