import Testing

/// The programs that a server may start for a file of its log: they do the same.
enum LogClient: String, CaseIterable, CustomTestStringConvertible {
    /// `dr wal`.
    case dr
    /// The small one.
    case small

    /// The beginning of the command.
    func command(_ dr: String) -> String { self == .dr ? dr + " wal" : dr + "-wal" }

    /// What names the socket of a service: only `dr` finds it in the configuration.
    func option(_ socket: String) -> String { self == .dr ? "" : " --socket " + socket }

    var testDescription: String { command("dr") }
}
