/// Whom a drill is told to, and what they are told.
package struct CommunicationSettings: Hashable, Sendable {
    /// When.
    package var at = Moment.begin
    /// The channel of the configuration; without, the text only stands in the report.
    package var channel: String?
    /// What is told.
    package var message = Template(parts: [], origin: .builtIn)

    /// The moments of a drill.
    package enum Moment: String, CaseIterable, Sendable {
        case begin
        case detected
        case recovered
        case end
    }
}

extension CommunicationSettings {
    static let table = SectionTable("Whom a drill is told to.", CommunicationSettings()) { make in
        [
            make.required("at", \.at, .choice(), "When."),
            make.key("channel", \.channel, .stepName, "The channel of the configuration."),
            make.required("message", \.message, .template("a sentence"), "What is told."),
        ]
    }
}
