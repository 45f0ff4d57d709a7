import DRCore

/// How an open alert stands: since when, how severe, who was told when.
package struct AlertStanding: Equatable, Sendable {
    /// How much it matters now.
    package var severity: AlertSeverity
    /// When it was first seen.
    package var opened: Timestamp
    /// When it was last seen.
    package var seen: Timestamp
    /// How often it was seen.
    package var times = 1
    /// When it was told last.
    package var told: Timestamp?
    /// When its severity was raised last.
    package var escalated: Timestamp?
    /// When somebody took care of it.
    package var acknowledged: Timestamp?

    /// Opens an alert.
    package init(severity: AlertSeverity, at now: Timestamp) {
        self.severity = severity
        opened = now
        seen = now
    }
}

extension AlertStanding {
    /// Takes in that it was seen again; returns what is to be told.
    ///
    /// An alert that became worse is told anew, also when somebody takes care of it.
    package mutating func see(_ finding: AlertSeverity, at now: Timestamp) -> AlertEvent? {
        seen = max(seen, now)
        times += 1
        guard finding > severity else { return nil }
        severity = finding
        escalated = now
        acknowledged = nil
        return tell(.escalated, at: now)
    }

    /// What is to be told as time goes by: an alert that nobody acknowledged goes up, or is repeated.
    package mutating func pass(to now: Timestamp, _ settings: AlertSettings) -> AlertEvent? {
        guard acknowledged == nil, let told else { return nil }
        if let limit = settings.escalateAfter, severity > .info, severity < .emergency,
            now.seconds(since: escalated ?? opened) >= limit.inSeconds
        {
            severity = severity.raised
            escalated = now
            return tell(.escalated, at: now)
        }
        guard now.seconds(since: told) >= settings.repeatAfter.inSeconds else { return nil }
        return tell(.repeated, at: now)
    }

    /// Notes that it is told now.
    package mutating func tell(_ event: AlertEvent, at now: Timestamp) -> AlertEvent {
        told = now
        return event
    }
}

extension Duration {
    /// The length in seconds.
    package var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
