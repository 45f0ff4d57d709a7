import DRCore
import DRPolicy
import DRRepository
import DRStorage

/// Opens the repositories of an installation.
package struct RepositoryAccess: Sendable {
    /// How long an unattended run waits for a lock, in seconds: longer than most backups, shorter than an hour.
    package static let unattendedWait = 600.0

    /// How locks are taken: what is waited for and what goes wrong becomes a note.
    package let lockOptions: LockOptions
    let installation: Installation
    private let cancellation: Cancellation
    let note: @Sendable (String) -> Void

    /// Prepares; nothing is opened yet.
    ///
    /// - Parameters:
    ///   - cancellation: ends waits and repeats early.
    ///   - lockWait: how long a lock of others is waited for, in seconds.
    ///   - note: takes a line for the log, from any thread.
    package init(
        _ installation: Installation,
        cancellation: Cancellation,
        lockWait: Double = RepositoryAccess.unattendedWait,
        note: @escaping @Sendable (String) -> Void
    ) {
        self.installation = installation
        self.cancellation = cancellation
        self.note = note
        lockOptions = LockOptions(retryFor: lockWait) { note($0.note) }
    }

    /// The storage of a repository, with repeats of what may pass; nothing is read yet.
    package func storage(_ name: String) throws -> any Backend {
        try Location(installation.repository(name).url).open(cancellation: cancellation) { [note] retry in
            let wait = Int(retry.wait.rounded(.up))
            note("\(retry.failure.error.description); try \(retry.attempt + 1) follows in \(wait) s")
        }
    }

    /// Opens a repository with the password that the configuration refers to; its index is not read yet.
    ///
    /// - Throws: `DRError`: `noRepository`, `wrongPassword`, `storageUnreachable`, `configurationInvalid` for a password
    ///   that cannot be fetched.
    package func open(_ name: String) throws -> Repository {
        let storage = try storage(name)
        let password = try password(name)
        do {
            return try Repository.open(storage, password: password)
        } catch let error as DRError where error.code == .wrongPassword {
            throw DRError(
                error.code,
                error.message,
                object: error.object,
                hint: "check repositories.\(name).password in the configuration"
            )
        } catch let failure as StorageFailure {
            throw DRError(failure)
        }
    }

    /// How new data of a repository is written.
    package func writeOptions(_ name: String) throws -> WriteOptions {
        let settings = try installation.repository(name)
        let compression: Compression =
            switch settings.compression {
            case .off: .off
            case .auto: .auto
            case .max: .max
            }
        return WriteOptions(compression: compression, packSize: Int(settings.packSize))
    }

    /// The password of a repository, in the form that `--password-file` and restic take it in.
    package func password(_ name: String) throws -> Secret<[UInt8]> {
        let reference = try installation.repository(name).password
        let secret = try SecretReader.read(reference, cancellation: cancellation)
        let password =
            switch reference {
            case .file, .credential: PasswordText.trimmed(secret.revealed)
            case .command: PasswordText.firstLine(secret.revealed)
            case .variable: secret.revealed
            }
        guard !password.isEmpty else {
            throw DRError(
                .configurationInvalid,
                "the password is empty",
                object: "repositories.\(name).password",
                hint: "check where the configuration says that it lies"
            )
        }
        return Secret(password)
    }
}

extension LockEvent {
    /// A line for the log.
    fileprivate var note: String {
        switch self {
        case .waiting(let error, let seconds):
            "\(error.message); looking again in \(Int(seconds.rounded(.up))) s"
        case .removedDead(let lock):
            "removed the lock of a program that died: \(lock.describe(at: .now))"
        case .refreshFailed(let error):
            "the lock could not be renewed yet: \(error.description)"
        case .releaseFailed(let error):
            "the lock could not be removed: \(error.description); run dr unlock"
        }
    }
}
