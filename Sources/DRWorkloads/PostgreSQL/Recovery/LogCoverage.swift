import DRCore

/// Which segments of the log there are along one timeline, and where some are missing.
struct LogCoverage: Sendable {
    /// Segments that follow each other without a gap.
    struct Run: Sendable {
        /// Their numbers.
        var numbers: Range<UInt64>
        /// Whether the last one is unfinished, so that a recovery ends in it.
        var endsUnfinished: Bool
    }

    /// The timeline with its ancestors.
    let history: TimelineHistory
    /// The runs, ascending.
    private(set) var runs: [Run] = []

    /// Goes along a timeline; of a segment that is there in both forms the whole one counts.
    init(_ log: RecoveryLog, along history: TimelineHistory) {
        self.history = history
        var isWhole: [UInt64: Bool] = [:]
        for segment in log.partials.keys where log.segment(segment.number, along: history) == segment {
            isWhole[segment.number] = false
        }
        for segment in log.segments.keys where log.segment(segment.number, along: history) == segment {
            isWhole[segment.number] = true
        }
        for (number, isWhole) in isWhole.sorted(by: { $0.key < $1.key }) {
            if let last = runs.last, last.numbers.upperBound == number, !last.endsUnfinished {
                runs[runs.count - 1] = Run(
                    numbers: last.numbers.lowerBound..<number + 1,
                    endsUnfinished: !isWhole
                )
            } else {
                runs.append(Run(numbers: number..<number + 1, endsUnfinished: !isWhole))
            }
        }
    }

    /// What there is from a segment on without a gap; an empty run when that segment is missing.
    func run(from number: UInt64) -> Run {
        guard let run = runs.first(where: { $0.numbers.contains(number) }) else {
            return Run(numbers: number..<number, endsUnfinished: false)
        }
        return Run(numbers: number..<run.numbers.upperBound, endsUnfinished: run.endsUnfinished)
    }

    /// What is missing from a segment on, as far as later ones are there.
    func gaps(from number: UInt64, _ log: RecoveryLog) -> [RecoveryWindow.Gap] {
        var gaps: [RecoveryWindow.Gap] = []
        var expected = number
        for run in runs where run.numbers.upperBound > number {
            let first = max(run.numbers.lowerBound, number)
            if first > expected {
                let last = log.segment(first - 1, along: history)
                gaps.append(RecoveryWindow.Gap(first: log.segment(expected, along: history), last: last))
            }
            // Where later segments are there, the unfinished one lacks its whole form.
            expected = run.numbers.upperBound - (run.endsUnfinished ? 1 : 0)
        }
        return gaps
    }
}
