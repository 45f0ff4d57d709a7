import DRCore
import DRPolicy
import GRDB

/// A request to do something that needs an approval, and what became of it.
package struct ApprovalRecord: Sendable, Equatable, Identifiable {
    /// The number by which people name it.
    package var id: Int64
    /// The environment it holds in.
    package var environment: String
    /// What is to be done.
    package var operation: GuardedOperation
    /// The plan or repository that it is to be done to.
    package var target: String
    /// Who asks, and may use it.
    package var requester: String
    /// Why.
    package var reason: String
    /// When it was asked for.
    package var requested: Timestamp
    /// Where it stands; an expiry is not noted but follows from `expires`.
    package var state: ApprovalState
    /// Who decided, when and why.
    package var approver: String?
    package var decisionReason: String?
    package var decided: Timestamp?
    /// Until when it can be decided on, and once granted, used.
    package var expires: Timestamp
    /// When and by whom it was used.
    package var used: Timestamp?
    package var usedBy: String?

    /// Whether its time is over without a use.
    package func isExpired(at now: Timestamp) -> Bool {
        (state == .requested || state == .granted) && expires <= now
    }
}

extension ApprovalRecord: FetchableRecord {
    package init(row: Row) throws {
        let words: (operation: String, state: String) = (row["operation"], row["state"])
        guard let operation = GuardedOperation(rawValue: words.operation),
            let state = ApprovalState(rawValue: words.state)
        else {
            throw DRError(
                .failed,
                "the catalog holds an approval that this version does not know",
                object: "\(words.operation), \(words.state)"
            )
        }
        func time(_ column: String) -> Timestamp? { (row[column] as Int64?).map(Timestamp.init(catalogValue:)) }
        self.init(
            id: row["id"],
            environment: row["environment"],
            operation: operation,
            target: row["target"],
            requester: row["requester"],
            reason: row["reason"],
            requested: Timestamp(catalogValue: row["requested"]),
            state: state,
            approver: row["approver"],
            decisionReason: row["decision_reason"],
            decided: time("decided"),
            expires: Timestamp(catalogValue: row["expires"]),
            used: time("used"),
            usedBy: row["used_by"]
        )
    }
}
