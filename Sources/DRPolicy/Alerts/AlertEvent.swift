/// What is told of an alert.
package enum AlertEvent: String, CaseIterable, Sendable {
    /// It is new.
    case opened
    /// It goes on, and nobody has acknowledged it.
    case repeated
    /// It matters more than before: it got worse, or nobody has acknowledged it.
    case escalated
    /// Somebody takes care of it.
    case acknowledged
    /// All is well again.
    case resolved
    /// Nothing happened; somebody wants to see whether this way works.
    case test
}
