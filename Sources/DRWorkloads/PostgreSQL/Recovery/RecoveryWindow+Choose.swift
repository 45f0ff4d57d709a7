import DRCore

extension RecoveryWindow {
    /// The way that a recovery to a target takes: on the newest timeline, from the newest base backup that was complete before.
    ///
    /// What the server had written when a segment was full is known; so a moment after the last one may be refused here
    /// although a commit of exactly this time lies in the log.
    ///
    /// - Parameter timeline: the one to end on; nil takes the newest that descends from each base.
    /// - Throws: `DRError` (recoveryTargetUnreachable) that tells what is missing and what can be reached.
    package func choose(_ target: RecoveryTarget, timeline: UInt32? = nil) throws -> RecoveryReach {
        var failure: DRError?
        for way in try candidates(target, timeline: timeline) where way.precedes(target) {
            do {
                try way.require(target)
                return way
            } catch let error as DRError {
                failure = failure ?? error
            }
        }
        throw failure ?? tooEarly(target)
    }

    /// The ways that a recovery may take, the best one first.
    ///
    /// - Throws: `DRError` (recoveryTargetUnreachable) when no base leads to the timeline.
    func candidates(_ target: RecoveryTarget, timeline: UInt32?) throws -> [RecoveryReach] {
        var best: [RecoveryBase: RecoveryReach] = [:]
        for way in ways where timeline == nil || way.timeline == timeline {
            if let known = best[way.base], known.timeline > way.timeline { continue }
            best[way.base] = way
        }
        if let timeline, best.isEmpty, !bases.isEmpty {
            throw DRError(
                .recoveryTargetUnreachable,
                "no base backup leads to the timeline \(timeline), or its history is not archived",
                object: WALFileName.history(timeline: timeline).name,
                hint: "choose another timeline, or none"
            )
        }
        return best.values.sorted { left, right in
            // The end of a base lies on its own timeline, so there the timelines after it are of no interest.
            let isTimelineFirst = target != .consistent && left.timeline != right.timeline
            return isTimelineFirst
                ? left.timeline > right.timeline
                : (left.base.stopTime, left.base.stop, left.base.id) > (
                    right.base.stopTime, right.base.stop, right.base.id
                )
        }
    }

    /// The error for a target before every base.
    func tooEarly(_ target: RecoveryTarget) -> DRError {
        DRError(
            .recoveryTargetUnreachable,
            "no base backup was complete before the target",
            object: target.description,
            hint: bases.map(\.stopTime).min().map { "the oldest moment that can be reached is \(RFC3339.format($0))" }
                ?? "this is not a base backup",
            details: ranges.map { "reachable: \(RFC3339.format($0.lowerBound)) to \(RFC3339.format($0.upperBound))" }
        )
    }
}
