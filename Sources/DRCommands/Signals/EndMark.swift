import DRCore

/// Tells one thread that another has ended its work; the field is guarded by the condition.
final class EndMark: @unchecked Sendable {
    private let condition = ThreadCondition()
    private var isSet = false

    /// Marks the end.
    func set() {
        condition.withLock {
            isSet = true
            condition.wakeAll()
        }
    }

    /// Waits for the end; false when the time ran out before.
    func wait(seconds: Double) -> Bool {
        condition.withLock {
            while !isSet, condition.wait(seconds: seconds) {}
            return isSet
        }
    }
}
