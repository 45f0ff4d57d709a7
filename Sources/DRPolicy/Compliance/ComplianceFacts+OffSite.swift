import DRCore

extension ComplianceFacts {
    /// A repository at another site that holds the snapshots of the plan, or a copy of them.
    package struct OffSite: Hashable, Sendable {
        /// Its name in the configuration.
        package var repository: String
        /// The times of the snapshots of the plan in it, or why they are not known.
        package var times: Result<[Timestamp], Unreadable>

        /// Takes what is known.
        package init(repository: String, times: Result<[Timestamp], Unreadable>) {
            self.repository = repository
            self.times = times
        }
    }

    /// Why something could not be read.
    package struct Unreadable: Error, Hashable, Sendable {
        /// The reason.
        package var reason: String

        /// Takes the reason.
        package init(_ reason: String) {
            self.reason = reason
        }
    }
}
