import DRCore

/// How far the log leads from a base backup along a timeline without a gap; restore and status both decide by this.
package struct RecoveryReach: Hashable, Sendable {
    /// Where it begins.
    package let base: RecoveryBase
    /// The timeline at the end of the way, with its ancestors.
    package let history: TimelineHistory
    /// The size of a segment in bytes.
    package let segmentSize: UInt64
    /// The numbers of the segments that there are, from the first one that the base needs on.
    package let numbers: Range<UInt64>
    /// Whether the last of them is unfinished, so that less than `end` may be in it.
    package let endsUnfinished: Bool
    /// When the server wrote the last of them, UTC; nil when there is none.
    package let written: Timestamp?
    /// What is missing although later segments are there.
    package let gaps: [RecoveryWindow.Gap]

    init(_ base: RecoveryBase, _ coverage: LogCoverage, _ log: RecoveryLog) {
        self.base = base
        history = coverage.history
        segmentSize = log.segmentSize
        let first = base.start.offset / log.segmentSize
        let run = coverage.run(from: first)
        numbers = run.numbers
        endsUnfinished = run.endsUnfinished
        written = run.numbers.last.flatMap { log.time(log.segment($0, along: coverage.history)) }
        gaps = coverage.gaps(from: first, log)
    }

    /// The timeline at the end of the way.
    package var timeline: UInt32 { history.timeline }

    /// The segment with a number as a recovery reads it: of the newest timeline that has it.
    package func segment(_ number: UInt64) -> WALSegment { history.segment(number, size: segmentSize) }

    /// The name under which a segment of the way is archived.
    package func fileName(_ number: UInt64) -> String {
        segment(number).name + (endsUnfinished && number + 1 == numbers.upperBound ? ".partial" : "")
    }

    /// The position after the last one that the log covers.
    package var end: LogSequenceNumber { LogSequenceNumber(offset: numbers.upperBound * segmentSize) }

    /// Whether all of the log is there that was written during the base backup.
    package var isUsable: Bool { !numbers.isEmpty && end >= base.stop }

    /// The first moment that can be reached, UTC.
    package var beginTime: Timestamp { base.stopTime }

    /// The last moment that can be reached, about, UTC.
    ///
    /// A server may write a segment before the backup says that it ended: clocks are read at different places.
    package var endTime: Timestamp { max(written ?? base.stopTime, base.stopTime) }
}

extension RecoveryReach {
    /// Whether the base backup was complete before a target, as far as that can be told without reading the log.
    func precedes(_ target: RecoveryTarget) -> Bool {
        switch target {
        case .time(let time): base.stopTime <= time
        case .position(let position): base.stop <= position
        case .latest, .consistent, .transaction, .name: true
        }
    }

    /// Throws when the log certainly does not lead to a target.
    ///
    /// - Throws: `DRError` (recoveryTargetUnreachable) that names the missing segment, or the moments that can be reached.
    func require(_ target: RecoveryTarget) throws {
        guard isUsable else { throw missing("the base backup itself needs a part of the log that is missing") }
        switch target {
        case .latest:
            if !gaps.isEmpty { throw missing("the log has a gap, so its end cannot be reached") }
        case .position(let position):
            if position > end { throw missing("the log does not lead to \(position)") }
        case .time(let time):
            if endTime < time { throw missing("the log does not lead to \(RFC3339.format(time))") }
        case .consistent, .transaction, .name: return
        }
    }

    private func missing(_ message: String) -> DRError {
        let window =
            "every moment from \(RFC3339.format(beginTime)) to about \(RFC3339.format(endTime)) can be reached"
        if let gap = gaps.first {
            return DRError(
                .recoveryTargetUnreachable,
                "\(message): \(gap.count == 1 ? "a segment is" : "\(gap.count) segments are") missing",
                object: gap.first.name,
                hint: isUsable
                    ? "\(window); --consistent or an earlier moment, or a base backup after the gap"
                    : "use another base backup"
            )
        }
        let last = numbers.last.map(fileName) ?? segment(base.start.offset / segmentSize).name
        return DRError(
            .recoveryTargetUnreachable,
            numbers.isEmpty ? "\(message): a segment is missing" : "\(message); it ends at \(end)",
            object: last,
            hint: isUsable ? "\(window); --latest goes to the end of the log" : "use another base backup"
        )
    }
}
