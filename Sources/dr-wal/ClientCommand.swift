import DRLogSocket

/// What the command line asks for.
struct ClientCommand {
    /// `push` or `get`.
    let verb: String
    /// Which log is meant.
    private(set) var place = LogPlace()
    /// The socket of the service; nil for the usual ones.
    private(set) var socket: String?
    /// The cluster; nil when it is that of the file, or of the data directory.
    private(set) var cluster: UInt64?
    /// When an unfinished segment is handed out.
    private(set) var partial = PartialPolicy.auto
    /// Seconds in which what fails is tried again.
    private(set) var retry = StandbyPatience.usual
    /// The path of a push; the name and the path of a get.
    private(set) var files: [String] = []

    /// What the exit codes mean.
    var contract: ServerContract? { ServerContract(verb: verb) }

    /// Reads the arguments of the process; nil when any of them is for `dr wal` to understand, or to complain of.
    init?(_ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) {
        var words: [String] = []
        var index = 1
        while let argument = arguments[index] {
            guard let word = String(validatingCString: argument) else { return nil }
            words.append(word)
            index += 1
        }
        self.init(words)
    }

    init?(_ words: [String]) {
        var rest = words[...]
        guard let verb = rest.popFirst(), ServerContract(verb: verb) != nil else { return nil }
        self.verb = verb
        while let word = rest.popFirst() {
            guard word.hasPrefix("-") else {
                files.append(word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let value = parts.count == 2 ? parts[1] : rest.popFirst(), !value.isEmpty, take(parts[0], value)
            else {
                return nil
            }
        }
        guard files.count == (verb == "push" ? 1 : 2), files.allSatisfy({ !$0.isEmpty }) else { return nil }
    }

    private mutating func take(_ option: String, _ value: String) -> Bool {
        switch option {
        case "-e": place["--environment"] = value
        case _ where LogPlace.names.contains(option): place[option] = value
        case "--socket": socket = value
        case "--cluster":
            guard let number = UInt64(value) else { return false }
            cluster = number
        case "--partial":
            guard verb == "get", let policy = PartialPolicy(rawValue: value) else { return false }
            partial = policy
        case "--retry":
            guard verb == "get", value.hasSuffix("s"), let seconds = UInt32(value.dropLast()) else { return false }
            retry = Double(seconds)
        default: return false
        }
        return true
    }
}
