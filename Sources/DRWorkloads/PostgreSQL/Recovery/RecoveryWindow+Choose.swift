import DRCore

extension RecoveryWindow {
    /// The first and the last moment that can be reached on the newest timeline, with holes where bases do not help.
    ///
    /// Moments between two ranges cannot be reached.
    package var ranges: [ClosedRange<Timestamp>] {
        var ranges: [ClosedRange<Timestamp>] = []
        for reach in reaches.sorted(by: { $0.beginTime < $1.beginTime }) {
            let next = reach.beginTime...max(reach.endTime, reach.beginTime)
            if let last = ranges.last, next.lowerBound <= last.upperBound {
                ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, next.upperBound)
            } else {
                ranges.append(next)
            }
        }
        return ranges
    }

    /// The newest timeline that any base reaches; nil when nothing can be reached.
    package var newestTimeline: UInt32? { reaches.map(\.timeline).max() }

    /// The newest base from which a position can be reached along a timeline.
    ///
    /// - Parameter timeline: nil takes the newest timeline on which there is such a base.
    /// - Throws: `DRError` (recoveryTargetUnreachable) that names the gap, or what can be reached.
    package func base(reaching position: LogSequenceNumber, timeline: UInt32? = nil) throws -> Reach {
        try choose(timeline, "the position \(position)") { $0.base.stop <= position && position <= $0.end }
    }

    /// The newest base from which a moment can be reached along a timeline.
    ///
    /// What the server has written when a segment was full is known; so a moment after the last one may be refused here
    /// although a commit of exactly this time lies in the log.
    ///
    /// - Parameter timeline: nil takes the newest timeline on which there is such a base.
    /// - Throws: `DRError` (recoveryTargetUnreachable) that names the gap, or what can be reached.
    package func base(reaching moment: Timestamp, timeline: UInt32? = nil) throws -> Reach {
        try choose(timeline, RFC3339.format(moment)) { $0.beginTime <= moment && moment <= $0.endTime }
    }

    /// The newest base with the longest way along a timeline.
    ///
    /// - Parameter timeline: nil takes the newest timeline that any base reaches.
    /// - Throws: `DRError` (recoveryTargetUnreachable) when there is none.
    package func latest(timeline: UInt32? = nil) throws -> Reach {
        try choose(timeline, "the end of the log") { _ in true }
    }

    private func choose(_ timeline: UInt32?, _ target: String, where isWanted: (Reach) -> Bool) throws -> Reach {
        let found = reaches.filter { (timeline == nil || $0.timeline == timeline) && isWanted($0) }
        // The newest timeline first; on it the base that needs the least of the log.
        if let best = found.max(by: { ($0.timeline, $0.end, $0.base.stop) < ($1.timeline, $1.end, $1.base.stop) }) {
            return best
        }
        throw DRError(
            .recoveryTargetUnreachable,
            "\(target) cannot be reached" + (timeline.map { " on the timeline \($0)" } ?? ""),
            object: gaps.first.map { "missing: " + $0.text },
            hint: reaches.isEmpty ? "there is no base backup whose log is complete" : "dr pg status shows what can be",
            details: ranges.map { "reachable: \(RFC3339.format($0.lowerBound)) to \(RFC3339.format($0.upperBound))" }
        )
    }
}

extension RecoveryWindow.Gap {
    /// The names of the files that are missing.
    package var text: String { count == 1 ? first.name : "\(first.name) to \(last.name), \(count) segments" }
}
