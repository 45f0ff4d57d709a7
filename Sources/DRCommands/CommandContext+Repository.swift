import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage

extension CommandContext {
    private static let passwordTries = 3

    /// Where the repository lies that the options, the environment or the configuration name.
    func place(_ options: RepositoryOptions) throws -> RepositoryPlace {
        if let foundPlace { return foundPlace }
        let found = try RepositoryPlace(options, installation, plan: plan)
        foundPlace = found
        return found
    }

    /// The conditions that snapshots must meet; called after the repository was opened.
    func filter(_ choice: SnapshotFilterOptions) -> SnapshotFilter {
        guard let plan = choice.plan else { return choice.filter(planTags: []) }
        let environment = foundPlace?.environment.map { [PlanOptions.tag(ofEnvironment: $0)] } ?? []
        return choice.filter(planTags: [PlanOptions.tag(ofPlan: plan)] + environment)
    }

    /// The storage that the options, the environment or the configuration name; nothing is read yet.
    func storage(_ options: RepositoryOptions) throws -> any Backend {
        let place =
            switch try place(options) {
            case .place(let place): place
            case .configured(let repository): repository.settings.url
            }
        return try Location(place).open(cancellation: cancellation) { [messages] retry in
            messages.warning(
                "\(retry.failure.error.message); try \(retry.attempt + 1) follows in \(Int(retry.wait.rounded())) s",
                object: retry.failure.error.object
            )
        }
    }

    /// Opens the repository with the password that the options, the environment or the user give.
    ///
    /// - Parameter isDryRun: whether what is written goes nowhere.
    func open(_ options: RepositoryOptions, isDryRun: Bool = false) throws -> Repository {
        let storage: any Backend = isDryRun ? DryRunBackend(try storage(options)) : try storage(options)
        let source = try PasswordSource(options, self)
        guard source.isInteractive else { return try Repository.open(storage, password: source.read(self)) }
        // Whoever types a password should know first that there is something to open.
        guard try storage.exists(.config) else { return try Repository.open(storage, password: Secret([])) }
        for _ in 1..<Self.passwordTries {
            do {
                return try Repository.open(storage, password: source.read(self))
            } catch let error as DRError where error.code == .wrongPassword {
                messages.write("dr: \(error.message); try again")
            }
        }
        return try Repository.open(storage, password: source.read(self))
    }
}
