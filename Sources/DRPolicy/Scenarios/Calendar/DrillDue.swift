import DRCore

/// When a scenario is to be rehearsed next in an environment.
package struct DrillDue: Hashable, Sendable {
    /// The scenario.
    package let scenario: String
    /// What is to be done.
    package let kind: Kind
    /// When it was done last; nil for never.
    package let last: Timestamp?
    /// When it is due; nil for at once, as it was never done.
    package let due: Timestamp?

    /// What can be due.
    package enum Kind: String, CaseIterable, Sendable {
        case dryRun = "dry-run"
        case fullTest = "full-test"
    }

    /// A drill that was done.
    package struct Past: Hashable, Sendable {
        /// The scenario.
        package let scenario: String
        /// The mode.
        package let mode: DrillMode
        /// When it began.
        package let began: Timestamp
        /// Whether it was done to its end; one that was not does not count.
        package let isCompleted: Bool
        /// Whether it measured anything; a full test that did not does not count.
        package let isMeasured: Bool

        /// Takes what is known of it.
        package init(scenario: String, mode: DrillMode, began: Timestamp, isCompleted: Bool, isMeasured: Bool) {
            self.scenario = scenario
            self.mode = mode
            self.began = began
            self.isCompleted = isCompleted
            self.isMeasured = isMeasured
        }
    }

    /// Finds when a scenario is due.
    ///
    /// A drill that measured stands for a dry run too.
    package init(_ scenario: Scenario, _ kind: Kind, past: [Past]) {
        let counting = past.filter { $0.scenario == scenario.name && $0.isCompleted }.filter { drill in
            let isFull = drill.mode != .dryRun && drill.isMeasured
            return kind == .dryRun ? isFull || drill.mode == .dryRun : isFull
        }
        let interval = kind == .dryRun ? scenario.calendar.dryRun : scenario.calendar.full
        self.scenario = scenario.name
        self.kind = kind
        last = counting.map(\.began).max()
        due = last.map { Timestamp(seconds: $0.seconds + interval.components.seconds, nanoseconds: $0.nanoseconds) }
    }

    /// Whether its time has passed.
    package func isOverdue(at now: Timestamp) -> Bool { due.map { $0 < now } ?? true }
}
