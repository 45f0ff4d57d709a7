import DRCore
import DROperations

/// Where a command finds its repository.
enum RepositoryPlace {
    /// A place that the command line or a variable names.
    case place(String)
    /// A repository of the configuration.
    case configured(ConfiguredRepository)

    /// Looks in this order: `--repo`, the configuration if an option asks for it, `DR_REPOSITORY`, the configuration.
    ///
    /// - Throws: `DRError` when nothing names a repository, the options contradict each other, or the configuration is
    ///   invalid.
    init(_ options: RepositoryOptions, _ installation: InstallationOptions?, plan: String?) throws {
        let isAsked = installation?.environment != nil || installation?.config != nil
        if let repo = options.repo {
            guard !isAsked else {
                throw DRError(
                    .usage,
                    "--repo and a configuration exclude each other",
                    object: repo,
                    hint: "name a repository of the configuration with --repository, or leave out -e and --config"
                )
            }
            self = .place(repo)
        } else if !isAsked, options.repository == nil, let place = Environment.value("DR_REPOSITORY") {
            self = .place(place)
        } else if let installation, try isAsked || options.repository != nil || installation.isPresent() {
            self = .configured(
                try ConfiguredRepository(installation.load(), name: options.repository, plan: plan)
            )
        } else {
            throw DRError(
                .usage,
                "no repository is named",
                hint: "use --repo PLACE, or set DR_REPOSITORY; -e NAME takes that of an environment"
            )
        }
    }

    /// The environment that declares it.
    var environment: String? {
        guard case .configured(let repository) = self else { return nil }
        return repository.installation.environment
    }
}
