/// What a recovered server does when it has reached its target.
package enum RecoveryAction: String, CaseIterable, Sendable {
    /// It takes writes.
    case promote
    /// It waits, takes no writes, and can be asked.
    case pause
    /// It stops.
    case shutdown
}
