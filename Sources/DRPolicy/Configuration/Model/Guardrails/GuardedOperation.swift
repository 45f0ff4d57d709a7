/// The operations that can be made to need an approval.
package enum GuardedOperation: String, CaseIterable, Sendable {
    case backup
    case restore
    case forget
    case prune
    case unlock
    case drill
    case failover
    case failback
}
