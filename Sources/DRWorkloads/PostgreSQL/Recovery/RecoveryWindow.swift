import DRCore

/// What can be reached by recovery: a pure decision.
///
/// The way leads from each base backup along the log, over switches of the timeline, to the first gap or the end.
package struct RecoveryWindow: Hashable, Sendable {
    /// What a base backup reaches along a timeline.
    package struct Reach: Hashable, Sendable {
        /// Where it begins.
        package let base: RecoveryBase
        /// The timeline at the end of the way.
        package let timeline: UInt32
        /// The position after the last one that the log covers without a gap.
        package let end: LogSequenceNumber
        /// When the server wrote the end of it, UTC.
        package let endTime: Timestamp
        /// Whether the last segment is an unfinished one, so that less than `end` may be in it.
        package let endsUnfinished: Bool

        /// The first moment that can be reached, UTC.
        package var beginTime: Timestamp { base.stopTime }
    }

    /// Segments that are missing between two that are there, or that a base needs.
    package struct Gap: Hashable, Sendable {
        /// The first one that is missing.
        package let first: WALSegment
        /// The last one that is missing.
        package let last: WALSegment
        /// How many they are.
        package var count: UInt64 { last.number - first.number + 1 }
    }

    /// The base backups, the oldest first.
    package let bases: [RecoveryBase]
    /// What each base reaches, along each timeline that goes on from it; a base whose own log is missing reaches nothing.
    package let reaches: [Reach]
    /// What is missing in the log from the oldest base on; without any base, from the first segment on.
    package let gaps: [Gap]
    /// Base backups that cannot be used, as the log that was written during them is not complete.
    package let unusable: [RecoveryBase]

    /// Decides on bases and a log.
    package init(bases: [RecoveryBase], log: RecoveryLog) {
        self.bases = bases.sorted { ($0.stop, $0.id) < ($1.stop, $1.id) }
        var reaches: [Reach] = []
        var gaps: Set<Gap> = []
        for base in self.bases {
            for timeline in log.timelines {
                let history = log.history(timeline)
                guard history.contains(base.stop, on: base.timeline) else { continue }
                let walk = Self.walk(from: base.start, along: history, log)
                gaps.formUnion(walk.gaps)
                if let reach = Self.reach(base, timeline, walk, log) { reaches.append(reach) }
            }
        }
        if bases.isEmpty {
            for timeline in log.timelines {
                guard let first = log.segments.keys.filter({ $0.timeline == timeline }).min() else { continue }
                gaps.formUnion(Self.walk(from: first.start, along: log.history(timeline), log).gaps)
            }
        }
        self.reaches = reaches
        self.gaps = gaps.sorted { ($0.first, $0.last) < ($1.first, $1.last) }
        let usable = Set(reaches.map(\.base))
        unusable = self.bases.filter { !usable.contains($0) }
    }

    private struct Walk {
        /// The last segment before the first gap.
        var last: WALSegment?
        var gaps: [Gap] = []
    }

    /// Goes from segment to segment until the newest one that is there.
    private static func walk(from start: LogSequenceNumber, along history: TimelineHistory, _ log: RecoveryLog) -> Walk
    {
        var walk = Walk()
        let present = (Array(log.segments.keys) + Array(log.partials.keys)).filter { segment in
            log.segment(segment.number, along: history) == segment && segment.end > start
        }
        let first = start.offset / log.segmentSize
        var expected = first
        for segment in Set(present).sorted(by: { $0.number < $1.number }) {
            if segment.number > expected {
                let last = log.segment(segment.number - 1, along: history)
                walk.gaps.append(Gap(first: log.segment(expected, along: history), last: last))
            } else if walk.gaps.isEmpty {
                walk.last = segment
            }
            expected = segment.number + 1
        }
        return walk
    }

    private static func reach(_ base: RecoveryBase, _ timeline: UInt32, _ walk: Walk, _ log: RecoveryLog) -> Reach? {
        guard let last = walk.last, last.end >= base.stop, let time = log.time(last) else { return nil }
        return Reach(
            base: base,
            timeline: timeline,
            end: last.end,
            // A server may write a segment before the backup says that it ended: clocks are read at different places.
            endTime: max(time, base.stopTime),
            endsUnfinished: log.segments[last] == nil
        )
    }
}
