/// How much of the newest data was lost, as a time: the achieved recovery point (RPA).
package struct RecoveryPoint: Hashable, Sendable {
    /// The time in nanoseconds from the newest write before which nothing is lost to the fault, or to the last write
    /// that was lost if that came later; 0 when nothing was lost.
    package let nanoseconds: Int64
    /// Whether it was at least that much, because nothing from before is there to measure from.
    package let isLowerBound: Bool
    /// The time between writes in nanoseconds: how exact the figure is.
    package let resolution: Int64

    /// Measures the loss; nil when no write was acknowledged before the fault, as then there is nothing to measure.
    ///
    /// - Parameters:
    ///   - log: all writes.
    ///   - lost: those that were acknowledged and are not there.
    ///   - fault: when the fault began, in nanoseconds.
    package init?(log: [SentinelWrite], lost: Set<SentinelKey>, fault: Int64) {
        let acknowledged = log.filter { $0.outcome == .ok }.sorted { ($0.ended, $0.key) < ($1.ended, $1.key) }
        let before = acknowledged.filter { $0.ended <= fault }
        guard let oldest = before.first, let newest = before.last else { return nil }
        resolution = before.count > 1 ? (newest.ended - oldest.ended) / Int64(before.count - 1) : newest.ended
        guard let firstLost = acknowledged.firstIndex(where: { lost.contains($0.key) }) else {
            nanoseconds = 0
            isLowerBound = false
            return
        }
        let end = max(fault, acknowledged.last { lost.contains($0.key) }?.ended ?? fault)
        isLowerBound = firstLost == 0
        nanoseconds = end - (isLowerBound ? oldest.began : acknowledged[firstLost - 1].began)
    }
}
