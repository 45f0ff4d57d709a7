import DRCore

/// How long a restore of a whole plan takes.
package struct RestoreEstimate: Hashable, Sendable {
    /// The time, in seconds.
    package let seconds: Double
    /// Whether the whole plan was restored; else the time follows from the speed of a part of it.
    package let isMeasured: Bool

    /// Takes the newest test that says it; nil when no test did.
    ///
    /// The time of a whole restore is scaled to the size that the plan has now.
    init?(_ facts: PlanFacts) {
        let size = facts.lastGood?.bytes
        if let whole = facts.wholeRestoreTest, whole.seconds > 0 {
            let factor = whole.bytes > 0 ? size.map { max(Double($0) / Double(whole.bytes), 0) } ?? 1 : 1
            seconds = whole.seconds * factor
            isMeasured = true
        } else if let test = facts.restoreTest, let speed = test.speed, let bytes = size ?? test.planBytes {
            seconds = Double(bytes) / speed
            isMeasured = false
        } else {
            return nil
        }
    }
}
