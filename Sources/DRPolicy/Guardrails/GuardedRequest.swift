/// An operation that somebody, or the schedule, wants to begin.
package struct GuardedRequest: Hashable, Sendable {
    /// What is to be done, such as `backup`, `prune` or `restore`.
    package var operation: String
    /// The plan, or the repository where no plan is concerned.
    package var subject: String
    /// The services that the operation touches.
    package var services: Set<String>
    /// Whether the schedule asks for it, and not a person.
    package var isScheduled: Bool

    /// Takes what is asked for.
    package init(_ operation: String, subject: String, services: Set<String> = [], isScheduled: Bool = false) {
        self.operation = operation
        self.subject = subject
        self.services = services
        self.isScheduled = isScheduled
    }

    /// The operation of a kind of run; both kinds of backup are one.
    package static func operation(_ kind: RunKind) -> String {
        switch kind {
        case .full, .incremental: "backup"
        case .verify, .retention, .prune, .restoreTest: kind.rawValue
        }
    }

    /// Whether it is work that a maintenance window is for.
    var needsWindow: Bool {
        [RunKind.retention, .prune, .restoreTest].map(Self.operation).contains(operation)
    }
}
