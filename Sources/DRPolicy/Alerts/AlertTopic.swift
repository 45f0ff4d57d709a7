/// What an alert is about; there is one open alert for a topic at most.
package struct AlertTopic: Hashable, Sendable, CustomStringConvertible {
    /// The text that names it: the kind, then what it is about, with slashes between.
    package let key: String

    /// Takes the text of a topic.
    package init(key: String) {
        self.key = key
    }

    package var description: String { key }

    /// A run of a plan failed.
    package static func run(_ plan: String, _ kind: RunKind) -> AlertTopic {
        AlertTopic(key: "run/\(plan)/\(kind.rawValue)")
    }

    /// Several runs of a plan failed, one after the other.
    package static func failures(_ plan: String, _ kind: RunKind) -> AlertTopic {
        AlertTopic(key: "failures/\(plan)/\(kind.rawValue)")
    }

    /// The last good backup of a plan is older than its RPO.
    package static func rpo(_ plan: String) -> AlertTopic { AlertTopic(key: "rpo/" + plan) }

    /// A repository is damaged.
    package static func damage(_ repository: String) -> AlertTopic { AlertTopic(key: "damage/" + repository) }

    /// A tried restore of a plan failed, or took longer than its RTO.
    package static func restoreTest(_ plan: String) -> AlertTopic { AlertTopic(key: "restore-test/" + plan) }

    /// No restore of a plan was tried for too long.
    package static func restoreTestAge(_ plan: String) -> AlertTopic { AlertTopic(key: "restore-test-age/" + plan) }

    /// A repository has an old lock.
    package static func lock(_ repository: String) -> AlertTopic { AlertTopic(key: "lock/" + repository) }

    /// A repository grew by more than is allowed.
    package static func growth(_ repository: String) -> AlertTopic { AlertTopic(key: "growth/" + repository) }

    /// The retention of a plan is not what it must be.
    package static func retention(_ plan: String) -> AlertTopic { AlertTopic(key: "retention/" + plan) }

    /// A drill of a scenario is overdue.
    package static func drill(_ scenario: String) -> AlertTopic { AlertTopic(key: "drill/" + scenario) }

    /// What drills of a scenario found is not mended in time.
    package static func findings(_ scenario: String) -> AlertTopic { AlertTopic(key: "drill-findings/" + scenario) }

    /// A scenario cannot be read.
    package static func scenario(_ name: String) -> AlertTopic { AlertTopic(key: "drill-scenario/" + name) }

    /// The journal or the record of a drill was changed.
    package static func journal(_ drill: String) -> AlertTopic { AlertTopic(key: "drill-journal/" + drill) }

    /// Whether it is about drills.
    package var isAboutDrills: Bool { key.hasPrefix("drill") }

    /// The configuration is invalid.
    package static let configuration = AlertTopic(key: "configuration")

    /// The catalog was damaged.
    package static let catalog = AlertTopic(key: "catalog")

    /// The audit log was changed.
    package static let audit = AlertTopic(key: "audit")

    /// A way to tell somebody does not work.
    package static func channel(_ name: String) -> AlertTopic { AlertTopic(key: "channel/" + name) }
}
