/// A program that gets each alert as JSON on its standard input.
package struct CommandChannel: Hashable, Sendable {
    /// The program and its arguments; there is no shell.
    package var command: [String] = []
    /// How long it may take.
    package var timeout = Duration.seconds(30)
}

extension CommandChannel {
    static let table = SectionTable("A program that gets each alert as JSON.", CommandChannel()) { make in
        [
            make.required("command", \.command, .command, "The program and its arguments; there is no shell."),
            make.key("timeout", \.timeout, .duration(.seconds(1)...(.minutes(10))), "How long it may take."),
        ]
    }
}
