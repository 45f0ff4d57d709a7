import DRCore
import DROperations
import DRPolicy

/// A repository that the configuration declares.
struct ConfiguredRepository {
    /// The environment.
    let installation: Installation
    /// Its name in the configuration.
    let name: String
    /// Where it lies and what opens it.
    let settings: RepositorySettings

    /// Finds the repository that is meant: the one named, else that of the plan, else the only one that is no copy.
    ///
    /// - Throws: `DRError` (usage) that lists the names when it is not clear which one.
    init(_ installation: Installation, name: String?, plan: String?) throws {
        let planned = try plan.map { try installation.plan($0).repository }
        let originals = installation.configuration.repositories.filter { $0.value.copyOf == nil }.keys.sorted()
        guard let chosen = name ?? planned ?? (originals.count == 1 ? originals[0] : nil) else {
            let names = installation.configuration.repositories.keys.sorted().joined(separator: ", ")
            throw DRError(
                .usage,
                "the environment \(installation.environment) has several repositories",
                hint: "name one with --repository, or a plan with --plan; the repositories are: \(names)"
            )
        }
        self.installation = installation
        self.name = chosen
        settings = try installation.repository(chosen)
    }
}
