import DRCore

/// What matters of a run for the status.
package struct RunFact: Hashable, Sendable {
    /// What came of it.
    package enum Result: Hashable, Sendable {
        /// It is not over.
        case running
        /// Everything was done.
        case good
        /// Done, but for sources that could not be read.
        case incomplete
        /// It failed, was refused or was stopped.
        case failed
    }

    /// What ran.
    package var kind: RunKind
    /// When it began.
    package var started: Timestamp
    /// When it ended.
    package var ended: Timestamp?
    /// What came of it.
    package var result: Result
    /// Why it is not good.
    package var message: String?
    /// Whether it found damage in the repository.
    package var foundDamage = false
    /// The snapshot that it made, as hexadecimal digits.
    package var snapshot: String?
    /// The size of what was backed up, in bytes.
    package var bytes: Int64?
    /// Sources that could not be read.
    package var problems: Int64?

    /// Makes a fact of its parts.
    package init(kind: RunKind, started: Timestamp, ended: Timestamp? = nil, result: Result, message: String? = nil) {
        self.kind = kind
        self.started = started
        self.ended = ended
        self.result = result
        self.message = message
    }
}
