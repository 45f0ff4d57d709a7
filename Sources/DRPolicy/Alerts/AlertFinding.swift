/// Something that is wrong now.
package struct AlertFinding: Equatable, Sendable {
    /// What it is about.
    package var topic: AlertTopic
    /// How much it matters.
    package var severity: AlertSeverity
    /// What is wrong, as a sentence without a final full stop.
    package var message: String
    /// The object concerned.
    package var object: String?
    /// What to do.
    package var hint: String?
    /// The plan concerned.
    package var plan: String?
    /// The run that showed it.
    package var run: String?

    /// Describes what is wrong.
    package init(
        _ topic: AlertTopic,
        _ severity: AlertSeverity,
        _ message: String,
        object: String? = nil,
        hint: String? = nil,
        plan: String? = nil,
        run: String? = nil
    ) {
        self.topic = topic
        self.severity = severity
        self.message = message
        self.object = object
        self.hint = hint
        self.plan = plan
        self.run = run
    }
}
