import DRCore
import DRPolicy

/// What a channel is told: an alert as it stood at a moment.
package struct AlertMessage: Sendable, Equatable {
    /// What happened.
    package var event: AlertEvent
    /// The number of the alert; nil for a test.
    package var alert: Int64?
    /// The environment.
    package var environment: String
    /// The host that tells.
    package var host: String
    /// What it is about.
    package var topic: String
    /// How much it matters.
    package var severity: AlertSeverity
    /// What is wrong.
    package var message: String
    /// The object concerned.
    package var object: String?
    /// What to do.
    package var hint: String?
    /// The plan concerned.
    package var plan: String?
    /// The run that showed it.
    package var run: String?
    /// When the alert was opened.
    package var opened: Timestamp
    /// When this happened.
    package var time: Timestamp
    /// How often it was seen.
    package var times: Int
    /// Who acknowledged or resolved it.
    package var person: String?
    /// What they said.
    package var note: String?

    /// The message of an event.
    init(_ alert: AlertRecord, _ event: AlertEvent, host: String, at time: Timestamp) {
        self.event = event
        self.alert = alert.id
        environment = alert.environment
        self.host = host
        topic = alert.finding.topic.key
        severity = alert.standing.severity
        message = alert.finding.message
        object = alert.finding.object
        hint = alert.finding.hint
        plan = alert.finding.plan
        run = alert.finding.run
        opened = alert.standing.opened
        self.time = time
        times = alert.standing.times
        person = event == .resolved ? alert.resolvedBy : alert.acknowledgedBy
        note = alert.note
    }

    /// A message that says that a way works.
    package init(testIn environment: String, host: String, severity: AlertSeverity, at time: Timestamp) {
        event = .test
        self.environment = environment
        self.host = host
        topic = "test"
        self.severity = severity
        message = "this is a test of the way on which alerts are told; nothing is wrong"
        opened = time
        self.time = time
        times = 1
    }

    /// What names the alert to a service that groups events.
    package var key: String { "dr/\(environment)/\(host)/\(topic)" }

    /// The line that says it all: `[CRITICAL] production: the last good backup is 3h old: files`.
    package var title: String {
        let word =
            switch event {
            case .opened: severity.rawValue.uppercased()
            case .repeated: severity.rawValue.uppercased() + ", still"
            case .escalated: severity.rawValue.uppercased() + ", raised"
            case .acknowledged: "ACKNOWLEDGED"
            case .resolved: "RESOLVED"
            case .test: "TEST"
            }
        return "[\(word)] \(environment): \(message)" + (object.map { ": " + $0 } ?? "")
    }

    /// What there is to say besides the title, each with its name.
    package var facts: [(name: String, value: String)] {
        let pairs: [(String, String?)] = [
            ("Severity", severity.rawValue), ("Environment", environment), ("Host", host), ("Plan", plan),
            ("Topic", topic), ("Alert", alert.map { "\($0)" }), ("Since", RFC3339.format(opened)),
            ("Seen", times > 1 ? "\(times) times" : nil), ("By", person), ("Note", note), ("Run", run),
            ("Next", event == .resolved ? nil : hint),
        ]
        return pairs.compactMap { name, value in value.map { (name, $0) } }
    }
}
