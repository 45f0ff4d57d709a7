/// One write of a sentinel, as the client saw it.
package struct SentinelWrite: Hashable, Sendable {
    /// Which write it is.
    package let key: SentinelKey
    /// When it was sent, in nanoseconds since the drill began, by a clock that never goes back.
    package let began: Int64
    /// When its outcome was known, on the same clock.
    package let ended: Int64
    /// What came of it.
    package let outcome: Outcome

    /// What came of a write.
    package enum Outcome: String, CaseIterable, Hashable, Sendable {
        /// The service acknowledged it.
        case ok
        /// It was certainly not made.
        case fail
        /// Nobody knows whether it was made.
        case indeterminate
    }

    /// Takes what the client saw.
    package init(key: SentinelKey, began: Int64, ended: Int64, outcome: Outcome) {
        self.key = key
        self.began = began
        self.ended = ended
        self.outcome = outcome
    }
}
