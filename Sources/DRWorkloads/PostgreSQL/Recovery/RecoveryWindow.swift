import DRCore

/// What can be reached by recovery: a pure decision.
///
/// The way leads from each base backup along the log, over switches of the timeline, to the first gap or the end.
package struct RecoveryWindow: Hashable, Sendable {
    /// Segments that are missing between two that are there, or that a base needs.
    package struct Gap: Hashable, Sendable {
        /// The first one that is missing.
        package let first: WALSegment
        /// The last one that is missing.
        package let last: WALSegment
        /// How many they are.
        package var count: UInt64 { last.number - first.number + 1 }
        /// The names of the files that are missing.
        package var text: String { count == 1 ? first.name : "\(first.name) to \(last.name), \(count) segments" }
    }

    /// The base backups, the oldest first.
    package let bases: [RecoveryBase]
    /// The way from each base along each timeline that goes on from it, usable or not.
    package let ways: [RecoveryReach]
    /// What is missing in the log from the oldest base on; without any base, from the first segment on.
    package let gaps: [Gap]

    /// Decides on bases and a log.
    package init(bases: [RecoveryBase], log: RecoveryLog) {
        self.bases = bases.sorted { ($0.stop, $0.id) < ($1.stop, $1.id) }
        let coverages = Set(log.timelines).union(bases.map(\.timeline)).sorted()
            .map { LogCoverage(log, along: log.history($0)) }
        ways = self.bases.flatMap { base in
            coverages.filter { $0.history.contains(base.stop, on: base.timeline) }
                .map { RecoveryReach(base, $0, log) }
        }
        var gaps = Set(ways.flatMap(\.gaps))
        if bases.isEmpty {
            for coverage in coverages {
                // What lies before the timeline began is another's.
                let own = log.segments.keys.filter { $0.timeline == coverage.history.timeline }
                if let first = own.min() { gaps.formUnion(coverage.gaps(from: first.number, log)) }
            }
        }
        self.gaps = gaps.sorted { ($0.first, $0.last) < ($1.first, $1.last) }
    }

    /// What can be reached; a base whose own log is missing reaches nothing.
    package var reaches: [RecoveryReach] { ways.filter(\.isUsable) }

    /// Base backups that cannot be used, as the log that was written during them is not complete.
    package var unusable: [RecoveryBase] {
        let usable = Set(reaches.map(\.base))
        return bases.filter { !usable.contains($0) }
    }

    /// The first and the last moment that can be reached, with holes where bases do not help.
    ///
    /// Moments between two ranges cannot be reached.
    package var ranges: [ClosedRange<Timestamp>] {
        var ranges: [ClosedRange<Timestamp>] = []
        for reach in reaches.sorted(by: { $0.beginTime < $1.beginTime }) {
            let next = reach.beginTime...reach.endTime
            if let last = ranges.last, next.lowerBound <= last.upperBound {
                ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, next.upperBound)
            } else {
                ranges.append(next)
            }
        }
        return ranges
    }
}
