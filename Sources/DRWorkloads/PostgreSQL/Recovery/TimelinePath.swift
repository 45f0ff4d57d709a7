import DRCore

/// The way of a recovery through the timelines of a cluster: which segment follows which.
package struct TimelinePath: Sendable {
    /// The history of the timeline that the recovery ends on.
    package let history: TimelineHistory
    private let segmentSize: UInt64

    /// The way from a base backup to a timeline.
    ///
    /// - Parameters:
    ///   - timeline: the one to end on; nil takes the newest that descends from the base.
    /// - Throws: `DRError` (recoveryTargetUnreachable) when the timeline does not descend from the base.
    package init(from base: BaseBackupRecord, to timeline: UInt32?, _ histories: [UInt32: TimelineHistory]) throws {
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
    package func segment(_ number: UInt64) -> WALSegment { history.segment(number, size: segmentSize) }
}
