import DRCore

/// A snapshot of a plan with what is known of it beside the snapshot itself.
package struct RetentionCandidate: Hashable, Sendable {
    /// The snapshot.
    package var point: RetentionPoint
    /// What it answers to beside its id, such as `backup-20240125-143022`.
    package var names: [String]
    /// Whether it was proven to be restorable.
    package var isVerified: Bool
    /// The time in which this machine saw it being made; nil when it did not.
    package var witnessed: ClosedRange<Timestamp>?
    /// Whether the catalog knows a run that can have made it.
    package var isKnown: Bool
    /// The time of the snapshot that it was compared with, while that is there.
    package var parentTime: Timestamp?

    /// Takes a snapshot and what is known of it.
    package init(
        _ point: RetentionPoint,
        names: [String] = [],
        isVerified: Bool = false,
        witnessed: ClosedRange<Timestamp>? = nil,
        isKnown: Bool = false,
        parentTime: Timestamp? = nil
    ) {
        self.point = point
        self.names = names
        self.isVerified = isVerified
        self.witnessed = witnessed
        self.isKnown = isKnown || witnessed != nil
        self.parentTime = parentTime
    }

    /// Whether a pin or a hold means this snapshot: by a name, or by the beginning of its id.
    ///
    /// A text that could mean several means all of them: to keep one too many does no harm.
    package func answers(to text: String) -> Bool {
        let wanted = text.trimmed
        guard !wanted.isEmpty else { return false }
        return names.contains { $0 == wanted } || point.id.utf8.starts(with: wanted.lowercased().utf8)
    }

    /// Whether a hold is about this snapshot.
    package func isHeld(by hold: LegalHold) -> Bool {
        if let tag = hold.tag, point.hasTags([tag]) { return true }
        return hold.snapshot.map(answers) ?? false
    }
}
