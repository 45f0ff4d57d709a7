/// The options of `dr wal` that say which log is meant, as they were given.
package struct LogPlace: Sendable, Equatable {
    /// Their names, in the order in which they are written.
    package static let names = [
        "--repo", "--repository", "--password-file", "--password-command", "--environment", "--config", "--plan",
    ]

    private var values: [String: String] = [:]

    /// No option is given.
    package init() {}

    /// The value of an option; nil when it is not given.
    package subscript(_ name: String) -> String? {
        get { values[name] }
        set { values[name] = newValue }
    }

    /// The words of a command line.
    package var words: [String] { Self.names.flatMap { name in values[name].map { [name, $0] } ?? [] } }
}
