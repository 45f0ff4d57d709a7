/// Writers that use a service as an outside client does, so that loss can be counted.
package struct SentinelSettings: Hashable, Sendable {
    /// The address that takes a write.
    package var write = Template(parts: [], origin: .builtIn)
    /// The method of a write.
    package var method = "POST"
    /// What is sent.
    package var body: Template?
    /// The address that gives back what is stored: a line for each write, its writer and its sequence number.
    package var read = Template(parts: [], origin: .builtIn)
    /// Writes a second of each writer.
    package var rate = 20
    /// How many writers.
    package var writers = 1
    /// How long an answer may take.
    package var timeout = Duration.seconds(2)
    /// How many writes must have succeeded before the fault.
    package var warmUp = 10
}

extension SentinelSettings {
    static let table = SectionTable(
        "Writers that use a service as an outside client does.",
        SentinelSettings(),
        definition: "sentinel"
    ) { make in
        [
            make.required("write", \.write, .template("an http address"), "The address that takes a write."),
            make.key("method", \.method, .choice(of: ["POST", "PUT"]), "The method of a write."),
            make.key("body", \.body, .template(), "What is sent; without, JSON with drill, writer and sequence."),
            make.required(
                "read",
                \.read,
                .template("an http address"),
                "The address that gives back what is stored: a line for each write, its writer and sequence number."
            ),
            make.key("rate", \.rate, .integer(1...100), "Writes a second of each writer."),
            make.key("writers", \.writers, .integer(1...16), "How many writers."),
            make.key(
                "timeout",
                \.timeout,
                .shortDuration(.milliseconds(10)...(.minutes(1))),
                "How long an answer may take; after it nobody knows whether the write was made."
            ),
            make.key("warm_up", \.warmUp, .integer(1...10_000), "How many writes must succeed before the fault."),
        ]
    }
}

extension ValueFormat where Value == String {
    /// One of some words.
    static func choice(of words: [String]) -> ValueFormat {
        ValueFormat(.choice(words), write: { $0 }) { value, context in
            guard let text = value.scalar?.text, words.contains(text) else {
                let suggestion = value.scalar.flatMap { NearestName.find($0.text, in: words) }
                context.reportWrong(value, allowed: words.joined(separator: ", "), suggestion: suggestion)
                return nil
            }
            return text
        }
    }
}
