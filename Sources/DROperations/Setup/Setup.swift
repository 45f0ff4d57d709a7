import CLinux
import DRCore
import DRPolicy
import DRRepository
import DRStorage

/// Leads from nothing to a first verified backup; what is there already is left as it is.
package struct Setup {
    private let folder: String
    private let variables: [String: String]
    private let cancellation: Cancellation
    private let note: @Sendable (String) -> Void

    /// Prepares; nothing is done yet.
    ///
    /// - Parameters:
    ///   - folder: where the configuration lies or will lie.
    ///   - variables: those of the process.
    ///   - note: takes a line about what is waited for.
    package init(
        folder: String,
        variables: [String: String],
        cancellation: Cancellation,
        note: @escaping @Sendable (String) -> Void
    ) {
        self.folder = folder
        self.variables = variables
        self.cancellation = cancellation
        self.note = note
    }

    /// Whether there is a configuration.
    package static func isConfigured(_ folder: String) -> Bool { access(folder + "/base.yml", F_OK) == 0 }

    /// Writes the answers down, and makes sure that they can be set up; nothing is changed yet.
    ///
    /// - Parameter policy: the content of the retention policy that the answers name.
    /// - Throws: `DRError` with code `configurationInvalid` when the answers make no valid configuration, with code
    ///   `usage` when something that must not be touched is in the way.
    package func prepare(_ answers: SetupAnswers, policy: [UInt8]) throws -> [NewFolder.File] {
        let zones = TimeZoneDatabase { try FileBytes.read($0, limit: 1 << 20) }
        let files = try SetupFiles(answers, policy: policy, zones: zones, now: .now).files
        for file in files where access(folder + "/" + file.path, F_OK) == 0 {
            throw DRError(
                .usage,
                "this file is there, although base.yml is not",
                object: folder + "/" + file.path,
                hint: "name another folder with --config, or another environment with -e"
            )
        }
        try checkPlace(answers)
        return files
    }

    /// Writes the configuration.
    package func configure(_ files: [NewFolder.File]) throws -> SetupStep {
        // base.yml comes last: what is there makes the folder a configuration only when it is complete.
        for file in files.reversed() {
            let path = folder + "/" + file.path
            try NewFolder.make(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
            try FileBytes.replace(path, with: file.content, mode: file.mode)
        }
        return SetupStep("configuration", .made, files.map { folder + "/" + $0.path }.joined(separator: ", "))
    }

    /// Makes the password file, unless it is there.
    package func makePassword(_ path: String) throws -> SetupStep {
        if access(path, F_OK) == 0 { return SetupStep("password", .kept, path) }
        try PasswordFileMaker.make(path)
        return SetupStep("password", .made, path)
    }

    /// Refuses a repository that is there while its password file is not: a new password would not open it.
    private func checkPlace(_ answers: SetupAnswers) throws {
        guard access(answers.passwordFile, F_OK) != 0 else { return }
        let storage = try Location(answers.repository).open(cancellation: cancellation)
        do {
            guard try storage.exists(.config) else { return }
        } catch {
            throw DRError(anyStorageError: error)
        }
        throw DRError(
            .usage,
            "there is a repository at this place already, and no file with its password",
            object: answers.repository,
            hint: "name the file with --password-file, or another place with --repository"
        )
    }

    /// The configuration as it lies in the folder, checked.
    package func load(_ environment: String?) throws -> Installation {
        try Installation.load(
            ConfigurationFolder(folder),
            environment: environment,
            variables: variables,
            checksSchedules: true
        )
    }

    /// Makes a repository of the configuration, unless it is there.
    ///
    /// - Throws: `DRError`; code `wrongPassword` when the password does not open the one that is there.
    package func makeRepository(_ name: String, _ installation: Installation) throws -> SetupStep {
        let access = RepositoryAccess(installation, cancellation: cancellation, note: note)
        let place = try installation.repository(name).url
        do {
            let storage = try access.storage(name)
            if try storage.exists(.config) {
                let repository = try access.open(name)
                return SetupStep("repository", .kept, "\(repository.config.id.prefix(10)) at \(place)")
            }
            let made = try Repository.create(at: storage, password: try access.password(name))
            return SetupStep("repository", .made, "\(made.config.id.prefix(10)) at \(place)")
        } catch {
            throw DRError(anyStorageError: error)
        }
    }

    /// Runs the first run of a kind of a plan, unless there was a good one.
    ///
    /// - Parameter observer: hears how a backup goes on.
    /// - Throws: the error of the run.
    package func runFirst(
        _ kinds: [RunKind],
        _ name: String,
        of plan: String,
        _ installation: Installation,
        observer: any BackupObserver
    ) throws -> (SetupStep, RunRecord) {
        let catalog = try Catalog(stateDirectory: installation.stateDirectory)
        let earlier = try catalog.lastRun(
            environment: installation.environment,
            plan: plan,
            kinds: kinds,
            outcomes: [.succeeded, .incomplete]
        )
        if let earlier { return (SetupStep(name, .kept, "done before"), earlier) }
        let context = JobContext(installation: installation, catalog: catalog, cancellation: cancellation, note: note)
        var works = Standard.works()
        for kind in [RunKind.full, .incremental] { works[kind] = BackupWork(observer: observer) }
        // What counts as verified from the start was read to the last byte.
        works[.verify] = VerifyWork(readsAll: true)
        // All of it is restored later by the schedule: it may take hours, and as much space again.
        works[.restoreTest] = RestoreTestWork(.sample)
        let runner = JobRunner(
            context: context,
            guards: Standard.guards(context),
            works: works,
            listeners: Standard.listeners(context)
        )
        defer { runner.finish() }
        let run = runner.run(Job(plan: plan, kind: kinds[0]))
        if let error = run.error, !run.outcome.isUsable { throw error }
        return (SetupStep(name, .made, "done"), run)
    }
}
