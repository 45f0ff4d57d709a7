import DRCore
import DRTestSupport
import DRWorkloads
import Testing

@Suite("What can be reached by recovery")
struct RecoveryWindowTests {
    private static let size: UInt64 = 16 << 20

    private func segment(_ number: UInt64, _ timeline: UInt32 = 1) -> String {
        WALSegment(timeline: timeline, number: number, size: Self.size).name
    }

    private func time(_ seconds: Int64) -> Timestamp { Timestamp(seconds: 1_000_000 + seconds) }

    private func lsn(_ segment: UInt64, _ rest: UInt64 = 0) -> LogSequenceNumber {
        LogSequenceNumber(offset: segment * Self.size + rest)
    }

    /// A base from the middle of one segment to the middle of another.
    private func base(_ id: String, _ start: UInt64, _ stop: UInt64, timeline: UInt32 = 1) -> RecoveryBase {
        RecoveryBase(
            id: id,
            timeline: timeline,
            start: lsn(start, 100),
            stop: lsn(stop, 200),
            startTime: time(Int64(start) * 10),
            stopTime: time(Int64(stop) * 10 + 5)
        )
    }

    /// Segments of a timeline; each is written ten seconds after the one before.
    private func files(_ numbers: some Sequence<UInt64>, timeline: UInt32 = 1) -> [(name: String, modified: Timestamp)]
    {
        numbers.map { (name: segment($0, timeline), modified: time(Int64($0) * 10 + 10)) }
    }

    private func log(
        _ files: [(name: String, modified: Timestamp)],
        _ histories: [TimelineHistory] = []
    ) -> RecoveryLog {
        RecoveryLog(files: files, histories: histories, segmentSize: Self.size)
    }

    private func history(_ timeline: UInt32, _ ancestors: [(UInt32, LogSequenceNumber)]) throws -> TimelineHistory {
        let text = ancestors.map { "\($0.0)\t\($0.1)\tno reason\n" }.joined()
        return try TimelineHistory(timeline: timeline, Array(text.utf8))
    }

    @Test("from the end of the base to the end of the log", .tags(.small))
    func plain() throws {
        let window = RecoveryWindow(bases: [base("a", 3, 4)], log: log(files(1...9)))
        #expect(window.gaps.isEmpty)
        #expect(window.unusable.isEmpty)
        #expect(window.ranges == [time(45)...time(100)])
        let reach = try window.choose(.latest)
        #expect(reach.end == lsn(10))
        #expect(!reach.endsUnfinished)
    }

    @Test("a gap ends what a base reaches, and is named; a later base goes on behind it", .tags(.small))
    func gap() throws {
        let window = RecoveryWindow(
            bases: [base("a", 1, 1), base("b", 8, 8)],
            log: log(files(1...4) + files(7...9))
        )
        #expect(window.gaps.map(\.text) == ["\(segment(5)) to \(segment(6)), 2 segments"])
        #expect(window.ranges == [time(15)...time(50), time(85)...time(100)])
        #expect(try window.choose(.time(time(30))).base.id == "a")
        #expect(try window.choose(.time(time(90))).base.id == "b")
        let error = #expect(throws: DRError.self) { try window.choose(.time(time(70))) }
        #expect(error?.code == .recoveryTargetUnreachable)
        #expect(error?.object?.contains(segment(5)) == true)
    }

    @Test("the newest base whose end lies before the target is chosen", .tags(.small))
    func choice() throws {
        let window = RecoveryWindow(bases: [base("old", 1, 2), base("new", 5, 6)], log: log(files(1...9)))
        #expect(try window.choose(.position(lsn(6, 199))).base.id == "old")
        #expect(try window.choose(.position(lsn(6, 200))).base.id == "new")
        #expect(try window.choose(.time(time(64))).base.id == "old")
        #expect(try window.choose(.time(time(65))).base.id == "new")
        #expect(throws: DRError.self) { try window.choose(.position(lsn(2, 199))) }
        #expect(throws: DRError.self) { try window.choose(.position(lsn(11))) }
    }

    @Test("a base whose own log is missing is of no use", .tags(.small), arguments: [UInt64(3), 4, 5])
    func ownLog(missing: UInt64) {
        let window = RecoveryWindow(bases: [base("a", 3, 5)], log: log(files((1...9).filter { $0 != missing })))
        #expect(window.unusable.map(\.id) == ["a"])
        #expect(window.ranges.isEmpty)
        #expect(throws: DRError.self) { try window.choose(.latest) }
    }

    @Test("an unfinished segment counts where the whole one is missing", .tags(.small))
    func partial() throws {
        let tail = (name: segment(5) + ".partial", modified: time(57))
        let window = RecoveryWindow(bases: [base("a", 1, 1)], log: log(files(1...4) + [tail]))
        let reach = try window.choose(.latest)
        #expect(reach.endsUnfinished)
        #expect(reach.endTime == time(57))
        let whole = RecoveryWindow(bases: [base("a", 1, 1)], log: log(files(1...5) + [tail]))
        #expect(try !whole.choose(.latest).endsUnfinished)
    }

    @Test("an unfinished segment with later ones behind it ends the way, and is a gap", .tags(.small))
    func partialInTheMiddle() throws {
        let tail = (name: segment(5) + ".partial", modified: time(57))
        let window = RecoveryWindow(bases: [base("a", 1, 1)], log: log(files(1...4) + [tail] + files(6...8)))
        #expect(window.reaches.map(\.end) == [lsn(6)])
        #expect(window.gaps.map(\.text) == [segment(5)])
        #expect(throws: DRError.self) { try window.choose(.latest) }
        #expect(try window.choose(.consistent).fileName(5) == segment(5) + ".partial")
    }

    @Test("the end of a base needs no log behind it", .tags(.small))
    func consistent() throws {
        let second = try history(2, [(1, lsn(5, 77))])
        let window = RecoveryWindow(
            bases: [base("a", 1, 1), base("b", 6, 6)],
            log: log(files(1...6) + files(5...9, timeline: 2), [second])
        )
        #expect(try window.choose(.consistent).base.id == "b")
        // The end of the log is that of the newest timeline, to which the newest base does not lead.
        #expect(try window.choose(.latest).base.id == "a")
    }

    @Test("the way goes over a switch of the timeline, and the old timeline stays reachable", .tags(.small))
    func timelines() throws {
        // The second timeline begins in segment 5; the first one went on to 7.
        let second = try history(2, [(1, lsn(5, 77))])
        let window = RecoveryWindow(
            bases: [base("a", 1, 1)],
            log: log(files(1...7) + files(5...9, timeline: 2), [second])
        )
        #expect(window.gaps.isEmpty)
        #expect(try window.choose(.latest).timeline == 2)
        #expect(try window.choose(.latest).end == lsn(10))
        #expect(try window.choose(.latest, timeline: 1).end == lsn(8))
        #expect(try window.choose(.position(lsn(7, 1)), timeline: 1).timeline == 1)
    }

    @Test("the segment of the switch is needed on the new timeline", .tags(.small))
    func switchSegment() throws {
        let second = try history(2, [(1, lsn(5, 77))])
        let window = RecoveryWindow(
            bases: [base("a", 1, 1)],
            log: log(files(1...5) + files(6...9, timeline: 2), [second])
        )
        #expect(window.gaps.map(\.text) == [segment(5, 2)])
    }

    @Test("a base behind the switch on the old timeline does not reach the new one", .tags(.small))
    func abandoned() throws {
        let second = try history(2, [(1, lsn(5, 77))])
        let window = RecoveryWindow(
            bases: [base("a", 6, 6)],
            log: log(files(1...7) + files(5...9, timeline: 2), [second])
        )
        #expect(window.reaches.map(\.timeline) == [1])
        #expect(throws: DRError.self) { try window.choose(.latest, timeline: 2) }
    }

    @Test("a recovery of a recovery: three timelines", .tags(.small))
    func threeTimelines() throws {
        let second = try history(2, [(1, lsn(5, 77))])
        let third = try history(3, [(1, lsn(5, 77)), (2, lsn(7, 1))])
        let window = RecoveryWindow(
            bases: [base("a", 1, 1), base("b", 6, 6, timeline: 2)],
            log: log(files(1...5) + files(5...9, timeline: 2) + files(7...12, timeline: 3), [second, third])
        )
        #expect(window.gaps.isEmpty)
        #expect(try window.choose(.latest).timeline == 3)
        #expect(try window.choose(.latest).base.id == "b")
        #expect(try window.choose(.position(lsn(4))).timeline == 3)
    }

    @Test("without a base nothing can be reached, but gaps are found", .tags(.small))
    func noBase() {
        let window = RecoveryWindow(bases: [], log: log(files([1, 2, 4])))
        #expect(window.ranges.isEmpty)
        #expect(window.gaps.map(\.text) == [segment(3)])
    }

    @Test("random holes: what is said to be reachable has every segment, and one more would miss one", .tags(.small))
    func property() throws {
        var random = SeededGenerator.announced()
        for _ in 0..<300 {
            let present = (1...20 as ClosedRange<UInt64>).filter { _ in UInt8.random(in: 0..<10, using: &random) > 0 }
            let start = UInt64.random(in: 1...15, using: &random)
            let stop = UInt64.random(in: start...15, using: &random)
            let window = RecoveryWindow(bases: [base("a", start, stop)], log: log(files(present)))
            guard let reach = window.reaches.first else {
                let needed = Set(start...stop)
                #expect(!needed.isSubset(of: present))
                continue
            }
            let end = reach.end.offset / Self.size
            let covered = Set(start..<end)
            #expect(covered.isSubset(of: present))
            #expect(!present.contains(end))
            #expect(window.gaps.isEmpty == (present.last.map { $0 < end } ?? true))
        }
    }
}
