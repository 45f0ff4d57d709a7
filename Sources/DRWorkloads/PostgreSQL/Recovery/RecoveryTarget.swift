import DRCore

/// Where a recovery ends.
package enum RecoveryTarget: Hashable, Sendable {
    /// At the end of the log.
    case latest
    /// As soon as the copy is consistent.
    case consistent
    /// With the last transaction that was committed at or before a moment.
    case time(Timestamp)
    /// At a position of the log.
    case position(LogSequenceNumber)
    /// With a transaction.
    case transaction(UInt64)
    /// At a restore point that was named.
    case name(String)

    /// The settings that say so to the server.
    var settings: [(String, String)] {
        switch self {
        case .latest: []
        case .consistent: [("recovery_target", "immediate")]
        case .time(let time): [("recovery_target_time", Self.setting(time))]
        case .position(let position): [("recovery_target_lsn", position.description)]
        case .transaction(let number): [("recovery_target_xid", String(number))]
        case .name(let name): [("recovery_target_name", name)]
        }
    }

    /// A moment as the server takes it in a setting, where `Z` is not a zone.
    private static func setting(_ time: Timestamp) -> String {
        let text = RFC3339.format(time).dropLast()
        return text.split(separator: "T").joined(separator: " ") + "+00"
    }

    /// The target in words.
    package var description: String {
        switch self {
        case .latest: "the end of the log"
        case .consistent: "the end of the base backup"
        case .time(let time): RFC3339.format(time)
        case .position(let position): "position \(position)"
        case .transaction(let number): "transaction \(number)"
        case .name(let name): "restore point \(name)"
        }
    }
}
