import DRCore
import DRRepository
import DRStorage

extension CommandContext {
    private static let passwordTries = 3

    /// The storage that the options or the environment name; nothing is read yet.
    func storage(_ options: RepositoryOptions) throws -> any Backend {
        guard let place = options.repo ?? Environment.value("DR_REPOSITORY") else {
            throw DRError(.usage, "no repository is named", hint: "use --repo PLACE, or set DR_REPOSITORY")
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
        let source = PasswordSource(options)
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
