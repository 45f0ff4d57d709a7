/// Where an approval stands.
package enum ApprovalState: String, CaseIterable, Sendable {
    /// It was asked for, and nobody has decided.
    case requested
    /// Somebody agreed; it can be used once until it expires.
    case granted
    /// Somebody refused.
    case denied
    /// The operation was begun with it.
    case used
}
