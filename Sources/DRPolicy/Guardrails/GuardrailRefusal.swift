import DRCore

/// Why an operation may not begin now.
package struct GuardrailRefusal: Hashable, Sendable {
    /// The guardrail.
    package let rule: GuardrailRule
    /// What it found.
    package let message: String
    /// The subject of the operation.
    package let subject: String
    /// When it will allow the operation; nil when that depends on others.
    package let allowedAt: Timestamp?
    /// What to do where there is no such time.
    package let hint: String?

    init(
        _ rule: GuardrailRule,
        _ message: String,
        subject: String,
        allowedAt: Timestamp? = nil,
        hint: String? = nil
    ) {
        self.rule = rule
        self.message = message
        self.subject = subject
        self.allowedAt = allowedAt
        self.hint = hint
    }

    /// The refusal as an error: the rule, what it found, and when it will allow the operation.
    package var error: DRError {
        let time = allowedAt.map { "it will be allowed at \(RFC3339.format(Self.roundedUp($0)))" }
        return DRError(
            .refusedByGuardrail,
            "guardrail \(rule.rawValue): \(message)",
            object: subject,
            hint: [time, hint].compactMap { $0 }.joined(separator: "; ")
        )
    }

    private static func roundedUp(_ time: Timestamp) -> Timestamp {
        Timestamp(seconds: time.nanoseconds > 0 ? time.seconds + 1 : time.seconds)
    }
}
