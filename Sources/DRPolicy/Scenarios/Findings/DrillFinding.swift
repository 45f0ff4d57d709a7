import DRCore

/// Something that a drill showed to be wrong, who mends it, and until when.
package struct DrillFinding: Hashable, Sendable {
    /// What it is.
    package var kind: FindingKind
    /// How much it matters.
    package var severity: FindingSeverity
    /// What was seen, as a sentence without a final full stop.
    package var text: String
    /// Who has to see to it; nil when nobody is named.
    package var owner: String?
    /// When it was found first: a drill that finds it again does not put it off.
    package var since: Timestamp
    /// Until when it has to be mended.
    package var due: Timestamp

    /// Describes a finding.
    package init(
        _ kind: FindingKind,
        _ severity: FindingSeverity,
        _ text: String,
        owner: String?,
        since: Timestamp,
        due: Timestamp
    ) {
        self.kind = kind
        self.severity = severity
        self.text = text
        self.owner = owner
        self.since = since
        self.due = due
    }

    /// Gives what was found an owner and a date.
    ///
    /// - Parameters:
    ///   - open: findings of earlier drills that are open; the same kind goes on with its date.
    ///   - began: when the drill began.
    package init(
        _ cause: DrillVerdict.Cause,
        _ settings: DrillSettings,
        owner: String?,
        open: [DrillFinding],
        began: Timestamp
    ) {
        let severity = cause.kind.severity
        let since = open.first { $0.kind == cause.kind }?.since ?? began
        let limit = settings.dueWithin.limit(severity)
        self.init(
            cause.kind,
            severity,
            cause.text,
            owner: owner ?? settings.owner,
            since: since,
            due: Timestamp(seconds: since.seconds + limit.components.seconds, nanoseconds: since.nanoseconds)
        )
    }

    /// Whether its date has passed.
    package func isOverdue(at now: Timestamp) -> Bool { due < now }
}
