/// A process of this machine: how it is found and started.
package struct ProcessSettings: Hashable, Sendable {
    /// The file that holds its number.
    package var pidFile = ""
    /// The program that starts it, which stays in the foreground or puts itself into the background.
    package var start: [String] = []
    /// A word of its command line, so that another process of the same number is not taken for it.
    package var matches: String?
}

extension ProcessSettings {
    static let table = SectionTable("A process of this machine.", ProcessSettings()) { make in
        [
            make.required("pid_file", \.pidFile, .absolutePath, "The file that holds its number."),
            make.key("start", \.start, .command, "The program that starts it, and its arguments; there is no shell."),
            make.key("matches", \.matches, .text("a part of its command line"), "A part of its command line."),
        ]
    }
}
