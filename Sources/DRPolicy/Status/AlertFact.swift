import DRCore

/// What matters of an open alert for the status.
package struct AlertFact: Hashable, Sendable {
    /// How bad it is.
    package var verdict: Verdict
    /// Its severity as it was raised.
    package var severity: String
    /// What it says.
    package var message: String
    /// Since when it is open.
    package var opened: Timestamp
    /// Whether somebody looks after it.
    package var isAcknowledged: Bool

    /// Makes a fact of its parts.
    package init(verdict: Verdict, severity: String, message: String, opened: Timestamp, isAcknowledged: Bool) {
        self.verdict = verdict
        self.severity = severity
        self.message = message
        self.opened = opened
        self.isAcknowledged = isAcknowledged
    }
}
