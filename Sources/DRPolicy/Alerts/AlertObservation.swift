/// What was seen of a topic.
package enum AlertObservation: Equatable, Sendable {
    /// Something is wrong.
    case wrong(AlertFinding)
    /// All is well.
    case good(AlertTopic)

    /// What it is about.
    package var topic: AlertTopic {
        switch self {
        case .wrong(let finding): finding.topic
        case .good(let topic): topic
        }
    }

    /// What is wrong, if anything.
    package var finding: AlertFinding? {
        guard case .wrong(let finding) = self else { return nil }
        return finding
    }
}
