import DRCore
import DRPolicy
import GRDB

/// A run of a plan, as the catalog keeps it.
package struct RunRecord: Sendable, Equatable, Identifiable {
    /// The number in the catalog; nil before it was added.
    package var id: Int64?
    /// The name that outlives the catalog, a random UUID in lower case.
    package var uuid: String
    /// The environment.
    package var environment: String
    /// The plan.
    package var plan: String
    /// What was run.
    package var kind: RunKind
    /// The repository, by its name in the configuration.
    package var repository: String?
    /// Why it began.
    package var cause: RunCause
    /// The occurrence of the schedule that it serves.
    package var occurrence: Timestamp?
    /// Earlier occurrences that it makes up for.
    package var missed = 0
    /// 1 for the first try.
    package var attempt = 1
    /// When it began.
    package var started: Timestamp
    /// When it ended.
    package var ended: Timestamp?
    /// What came of it.
    package var outcome = RunOutcome.running
    /// The exit code that stands for the outcome; nil while it runs.
    package var exitCode: Int32?
    /// What happened, when it did not succeed.
    package var message: String?
    /// The object that the message is about.
    package var object: String?
    /// What to do next.
    package var hint: String?
    /// The snapshot that was made or looked at, as hexadecimal digits.
    package var snapshot: String?
    /// The snapshot that the backup was compared with.
    package var parent: String?
    /// Files seen.
    package var files: Int64?
    /// Sources that could not be read.
    package var problems: Int64?
    /// Size of all that the snapshot holds, in bytes.
    package var bytesProcessed: Int64?
    /// Bytes read from the sources.
    package var bytesRead: Int64?
    /// Bytes that were new to the repository.
    package var bytesAdded: Int64?
    /// What they take in the repository, in bytes.
    package var bytesStored: Int64?
    /// The host it ran on.
    package var host: String
    /// The process that ran it.
    package var process: Int64
    /// When that process began, in clock ticks since the boot; its number alone is used again.
    package var processStart: Int64?
    /// The boot of the machine that the process belongs to; with it a dead run is told from a running one.
    package var boot: String
    /// What else there is to say of this kind of run, as a JSON object.
    package var details: String?

    /// Makes a run that has just begun.
    package init(
        uuid: String,
        environment: String,
        plan: String,
        kind: RunKind,
        cause: RunCause,
        started: Timestamp,
        host: String,
        process: Int64,
        boot: String
    ) {
        self.uuid = uuid
        self.environment = environment
        self.plan = plan
        self.kind = kind
        self.cause = cause
        self.started = started
        self.host = host
        self.process = process
        self.boot = boot
    }

    /// Seconds from start to end; nil while it runs.
    package var seconds: Double? { ended?.seconds(since: started) }

    /// The error of the run, when it has one.
    package var error: DRError? {
        guard let message, let exitCode else { return nil }
        return DRError(DRError.Code(rawValue: exitCode) ?? .failed, message, object: object, hint: hint)
    }
}
