/// What was acknowledged beside what is there: the loss, counted.
package struct SentinelTally: Hashable, Sendable {
    /// Writes that were sent.
    package var attempted = 0
    /// Writes that were acknowledged.
    package var ok = 0
    /// Writes that were certainly not made.
    package var failed = 0
    /// Writes of which nobody knows.
    package var indeterminate = 0
    /// Different writes that are there.
    package var present = 0
    /// Acknowledged and not there.
    package var lost: [SentinelKey] = []
    /// There, though never sent or certainly not made.
    package var unexpected: [SentinelKey] = []
    /// There more than once.
    package var duplicates: [SentinelKey] = []
    /// There, though nobody knew.
    package var recovered: [SentinelKey] = []
    /// Lost while a later write from before the recovery is there, or lost after it: damage, not age.
    package var holes: [SentinelKey] = []

    /// Compares the log of the clients with what a service gives back.
    ///
    /// Acknowledged writes that are lost must be the last ones of their writer before the recovery; any other loss is a
    /// hole.
    ///
    /// - Parameters:
    ///   - log: all writes.
    ///   - stored: what is there, as often as it is there.
    ///   - resumed: when the first write after the fault was acknowledged, in nanoseconds; nil when none was.
    package init(log: [SentinelWrite], stored: [SentinelKey], resumed: Int64?) {
        attempted = log.count
        let outcomes = Dictionary(log.map { ($0.key, $0.outcome) }) { first, _ in first }
        let present = Set(stored)
        self.present = present.count
        for write in log {
            switch write.outcome {
            case .ok: ok += 1
            case .fail: failed += 1
            case .indeterminate: indeterminate += 1
            }
            if write.outcome == .ok, !present.contains(write.key) { lost.append(write.key) }
        }
        lost.sort()
        unexpected = present.filter { outcomes[$0] == nil || outcomes[$0] == .fail }.sorted()
        recovered = present.filter { outcomes[$0] == .indeterminate }.sorted()
        duplicates = Dictionary(grouping: stored) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
        holes = Self.holes(log, lost: Set(lost), resumed: resumed ?? .max)
    }

    private static func holes(_ log: [SentinelWrite], lost: Set<SentinelKey>, resumed: Int64) -> [SentinelKey] {
        var holes: [SentinelKey] = []
        for (_, writes) in Dictionary(grouping: log.filter { $0.outcome == .ok }, by: \.key.writer) {
            let sorted = writes.sorted { $0.key < $1.key }
            var seenSurvivor = false
            for write in sorted.reversed() {
                let isLost = lost.contains(write.key)
                if write.ended >= resumed {
                    if isLost { holes.append(write.key) }
                } else if !isLost {
                    seenSurvivor = true
                } else if seenSurvivor {
                    holes.append(write.key)
                }
            }
        }
        return holes.sorted()
    }
}

extension SentinelTally {
    /// Adds what another sentinel counted.
    package mutating func add(_ other: SentinelTally) {
        attempted += other.attempted
        ok += other.ok
        failed += other.failed
        indeterminate += other.indeterminate
        present += other.present
        lost += other.lost
        unexpected += other.unexpected
        duplicates += other.duplicates
        recovered += other.recovered
        holes += other.holes
    }
}
