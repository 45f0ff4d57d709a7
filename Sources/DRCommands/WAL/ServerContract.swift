import DRCore

/// What the exit codes of two commands mean to PostgreSQL, which runs them.
enum ServerContract {
    /// The archive command: codes above 125 end the server's archiver and are not counted.
    case archive
    /// The restore command: codes up to 125 say that there is no such file, and recovery ends there.
    case restore

    /// Finds out from the arguments, as even a wrong one must not end a recovery.
    init?(_ arguments: [String]) {
        guard let noun = arguments.firstIndex(of: "wal"), noun + 1 < arguments.count else { return nil }
        switch arguments[noun + 1] {
        case "push": self = .archive
        case "get": self = .restore
        default: return nil
        }
    }

    /// The exit code of a failure.
    func status(_ code: DRError.Code) -> Int32 {
        switch self {
        case .archive: code.rawValue > 125 ? DRError.Code.tryLater.rawValue : code.rawValue
        // The server takes the codes of signals for what they are.
        case .restore: max(code.rawValue, Self.doubt)
        }
    }

    private static let doubt: Int32 = 126
}
