/// The one error type that crosses modules: what happened, to which object, and what to do next.
///
/// Messages are shown to users as they are; they never contain a secret.
package struct DRError: Error, Sendable, CustomStringConvertible {
    /// The class of the failure, which decides the exit code.
    package let code: Code
    /// What happened, as a sentence without a final full stop.
    package let message: String
    /// The file, repository object, key or lock concerned.
    package let object: String?
    /// What the user can do next.
    package let hint: String?
    /// The single findings behind the message, to be shown a line each; most errors have none.
    package let details: [any CustomStringConvertible & Sendable]

    /// Makes an error from its parts.
    package init(
        _ code: Code,
        _ message: String,
        object: String? = nil,
        hint: String? = nil,
        details: [any CustomStringConvertible & Sendable] = []
    ) {
        self.code = code
        self.message = message
        self.object = object
        self.hint = hint
        self.details = details
    }

    /// The message with its object and hint on one line.
    package var description: String {
        var text = message
        if let object { text += ": " + object }
        if let hint { text += " (" + hint + ")" }
        return text
    }

    /// The same error about another object, for callers that know the name better.
    package func about(_ object: String) -> DRError {
        DRError(code, message, object: object, hint: hint, details: details)
    }
}

extension DRError {
    /// The classes of failure; the raw value is the exit code of the process.
    package enum Code: Int32, Sendable, CaseIterable {
        case failed = 1
        case usage = 2
        case sourcesUnreadable = 3
        case noRepository = 10
        case locked = 11
        case wrongPassword = 12
        case configurationInvalid = 13
        case storageUnreachable = 14
        case integrity = 15
        case restoreVerificationFailed = 16
        case recoveryTargetUnreachable = 17
        case refusedByGuardrail = 18
        case objectiveMissed = 19
        case tryLater = 75
        case interrupted = 130
        case terminated = 143
    }
}
