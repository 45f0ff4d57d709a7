import DRCore

/// What the exit codes of two commands mean to PostgreSQL, which runs them.
package enum ServerContract: Sendable {
    /// The archive command: codes above 125 end the server's archiver and are not counted.
    case archive
    /// The restore command: codes up to 125 say that there is no such file, and recovery ends there.
    case restore

    /// The contract of a verb of `dr wal`; nil when the server does not run it.
    package init?(verb: String) {
        switch verb {
        case "push": self = .archive
        case "get": self = .restore
        default: return nil
        }
    }

    /// Finds out from the arguments, as even a wrong one must not end a recovery.
    package init?(_ arguments: [String]) {
        guard let noun = arguments.firstIndex(of: "wal"), noun + 1 < arguments.count else { return nil }
        self.init(verb: arguments[noun + 1])
    }

    /// The exit code of a failure.
    package func status(_ code: DRError.Code) -> Int32 {
        switch self {
        case .archive: code.rawValue > 125 ? DRError.Code.tryLater.rawValue : code.rawValue
        // The server takes the codes of signals for what they are.
        case .restore: max(code.rawValue, Self.doubt)
        }
    }

    /// What tells the server that there is no such file.
    package static let absent: Int32 = 1

    private static let doubt: Int32 = 126
}
