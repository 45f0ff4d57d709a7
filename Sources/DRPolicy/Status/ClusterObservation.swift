/// What was seen of one side of a cluster's log.
package enum ClusterObservation: Hashable, Sendable {
    /// The sides of it.
    package enum Topic: String, CaseIterable, Sendable {
        /// How far the repository is behind.
        case lag
        /// What waits to be archived.
        case queue
        /// Whether the log is complete.
        case gap
        /// What the server keeps for the receiver.
        case slot
        /// How far back moments can be reached.
        case window
    }

    /// All is well.
    case good(Topic)
    /// Something is wrong: how bad, what, and what to do.
    case wrong(Topic, Verdict, String, String)

    /// What is wrong, for a status.
    package var finding: StatusFinding? {
        guard case .wrong(_, let verdict, let message, let hint) = self else { return nil }
        return StatusFinding(verdict, message, hint: hint)
    }

    /// The same for alerts.
    package func observation(_ plan: String) -> AlertObservation {
        switch self {
        case .good(let topic): .good(.log(plan, topic))
        case .wrong(let topic, let verdict, let message, let hint):
            .wrong(
                AlertFinding(
                    .log(plan, topic),
                    verdict == .critical ? .critical : .warning,
                    message,
                    object: plan,
                    hint: hint,
                    plan: plan
                )
            )
        }
    }
}

extension AlertTopic {
    /// One side of the log of a plan's cluster is not well.
    package static func log(_ plan: String, _ topic: ClusterObservation.Topic) -> AlertTopic {
        AlertTopic(key: "log-\(topic.rawValue)/\(plan)")
    }
}
