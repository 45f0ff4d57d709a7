import DRCore

/// The way of a recovery through the timelines of a cluster: which segment follows which.
package struct TimelinePath: Sendable {
    /// The histories in the archive, by timeline.
    private let histories: [UInt32: TimelineHistory]
    /// The history of the timeline that the recovery ends on.
    package let history: TimelineHistory
    private let segmentSize: UInt64

    /// The way from a base backup to a timeline.
    ///
    /// - Parameters:
    ///   - timeline: the one to end on; nil takes the newest that descends from the base.
    /// - Throws: `DRError` (recoveryTargetUnreachable) when the timeline does not descend from the base.
    package init(from base: BaseBackupRecord, to timeline: UInt32?, _ histories: [UInt32: TimelineHistory]) throws {
        self.histories = histories
        segmentSize = base.segmentSize
        if let timeline {
            guard let history = timeline == base.timeline ? Self.own(base, histories) : histories[timeline] else {
                throw DRError(
                    .recoveryTargetUnreachable,
                    "the history of the timeline is not archived",
                    object: WALFileName.history(timeline: timeline).name,
                    hint: "choose another timeline, or none"
                )
            }
            guard Self.descends(history, base) else {
                throw DRError(
                    .recoveryTargetUnreachable,
                    "timeline \(timeline) does not descend from this base backup",
                    object: base.stop.description,
                    hint: "choose another base backup or timeline"
                )
            }
            self.history = history
        } else {
            let newest = histories.keys.filter { $0 > base.timeline }.sorted(by: >)
                .first { number in histories[number].map { Self.descends($0, base) } ?? false }
            history = newest.flatMap { histories[$0] } ?? Self.own(base, histories)
        }
    }

    private static func own(_ base: BaseBackupRecord, _ histories: [UInt32: TimelineHistory]) -> TimelineHistory {
        histories[base.timeline] ?? TimelineHistory(first: base.timeline)
    }

    private static func descends(_ history: TimelineHistory, _ base: BaseBackupRecord) -> Bool {
        history.contains(base.stop, on: base.timeline)
    }

    /// The timeline that a recovery ends on.
    package var timeline: UInt32 { history.timeline }

    /// The segment with a number as a recovery reads it: of the newest timeline that has it.
    package func segment(_ number: UInt64) -> WALSegment {
        var timeline = history.ancestors.first?.timeline ?? history.timeline
        for (place, ancestor) in history.ancestors.enumerated() where ancestor.end.offset / segmentSize <= number {
            timeline = place + 1 < history.ancestors.count ? history.ancestors[place + 1].timeline : history.timeline
        }
        return WALSegment(timeline: timeline, number: number, size: segmentSize)
    }
}
