import DRPolicy
import DRTestSupport
import Testing

@Suite("Counting what is lost", .tags(.small))
struct SentinelTallyTests {
    private func write(
        _ writer: Int,
        _ sequence: Int,
        _ outcome: SentinelWrite.Outcome = .ok,
        at: Int64? = nil
    ) -> SentinelWrite {
        let ended = at ?? Int64(sequence) * 100
        return SentinelWrite(
            key: SentinelKey(writer: writer, sequence: sequence),
            began: ended - 10,
            ended: ended,
            outcome: outcome
        )
    }

    private func keys(_ sequences: Int...) -> [SentinelKey] { sequences.map { SentinelKey(writer: 1, sequence: $0) } }

    @Test("the newest writes before the recovery may be lost without being a hole")
    func tail() {
        let log = [write(1, 1), write(1, 2), write(1, 3), write(1, 4, .fail), write(1, 5)]
        let tally = SentinelTally(log: log, stored: keys(1, 5), resumed: 500)
        #expect(tally.lost == keys(2, 3))
        #expect(tally.holes.isEmpty)
        let point = RecoveryPoint(log: log, lost: Set(tally.lost), fault: 350)
        #expect(point?.nanoseconds == 260)
        #expect(point?.isLowerBound == false)
    }

    @Test("a loss in the middle, or after the recovery, is a hole")
    func holes() {
        let log = [write(1, 1), write(1, 2), write(1, 3), write(1, 5), write(1, 6)]
        #expect(SentinelTally(log: log, stored: keys(1, 3, 5, 6), resumed: 500).holes == keys(2))
        #expect(SentinelTally(log: log, stored: keys(1, 2, 3, 5), resumed: 500).holes == keys(6))
        #expect(SentinelTally(log: log, stored: keys(1, 2, 5, 6), resumed: 500).holes.isEmpty)
    }

    @Test("an indeterminate write is neither lost nor unexpected")
    func indeterminate() {
        let log = [write(1, 1), write(1, 2, .indeterminate), write(1, 3, .indeterminate), write(1, 4, .fail)]
        let tally = SentinelTally(log: log, stored: keys(1, 2, 4, 9, 9), resumed: nil)
        #expect(tally.lost.isEmpty)
        #expect(tally.recovered == keys(2))
        #expect(tally.unexpected == keys(4, 9))
        #expect(tally.duplicates == keys(9))
    }

    @Test("without anything from before the fault a loss is only bounded from below")
    func allLost() {
        let log = [write(1, 1), write(1, 2)]
        let point = RecoveryPoint(log: log, lost: Set(keys(1, 2)), fault: 1000)
        #expect(point?.isLowerBound == true)
        #expect(point?.nanoseconds == 910)
        #expect(RecoveryPoint(log: [write(1, 1, .fail)], lost: [], fault: 1000) == nil)
    }

    @Test("what is lost after the fault counts until the last lost write")
    func softFault() {
        let log = (1...10).map { write(1, $0) }
        let point = RecoveryPoint(log: log, lost: Set(keys(6, 7, 8)), fault: 550)
        #expect(point?.nanoseconds == 310)
    }

    @Test("for any history the classes are complete and do not overlap")
    func property() {
        var generator = SeededGenerator.announced()
        for _ in 0..<300 {
            let outcomes: [SentinelWrite.Outcome] = [.ok, .ok, .ok, .fail, .indeterminate]
            var log: [SentinelWrite] = []
            for writer in 1...Int.random(in: 1...3, using: &generator) {
                for sequence in 1...Int.random(in: 1...30, using: &generator) {
                    log.append(write(writer, sequence, outcomes.randomElement(using: &generator) ?? .ok))
                }
            }
            let stored = log.map(\.key).filter { _ in Bool.random(using: &generator) }
            let resumed = Bool.random(using: &generator) ? Int64.random(in: 0...3000, using: &generator) : nil
            let tally = SentinelTally(log: log, stored: stored, resumed: resumed)
            let kept = log.count { $0.outcome == .ok && stored.contains($0.key) }
            #expect(tally.ok + tally.failed + tally.indeterminate == tally.attempted)
            #expect(tally.lost.count + kept == tally.ok)
            #expect(kept + tally.recovered.count + tally.unexpected.count == tally.present)
            #expect(Set(tally.holes).isSubset(of: tally.lost))
            #expect(tally.duplicates.isEmpty)
            let fault = Int64.random(in: 0...3000, using: &generator)
            guard let point = RecoveryPoint(log: log, lost: Set(tally.lost), fault: fault) else { continue }
            #expect(point.nanoseconds >= 0)
            #expect((point.nanoseconds == 0) == tally.lost.isEmpty)
        }
    }

    @Test("losing the newest writes of a writer never is a hole", arguments: 0...20)
    func prefix(kept: Int) {
        let log = (1...20).map { write(1, $0) }
        let stored = (1...20).prefix(kept).map { SentinelKey(writer: 1, sequence: $0) }
        let tally = SentinelTally(log: log, stored: stored, resumed: nil)
        #expect(tally.holes.isEmpty)
        #expect(tally.lost.count == 20 - kept)
    }

    @Test("the service is back when every write since succeeded, for long enough")
    func window() {
        let log = [
            write(1, 1, at: 100), write(1, 2, .fail, at: 200), write(1, 3, at: 300), write(1, 4, .fail, at: 400),
            write(1, 5, at: 500), write(1, 6, at: 700),
        ]
        let window = ServiceWindow(log: log, fault: 150)
        #expect(window.firstFailure == 200)
        #expect(window.firstSuccess == 300)
        #expect(window.stableSince == 500)
        #expect(window.isStable(for: 200))
        #expect(!window.isStable(for: 201))
    }

    @Test("a service that never failed was back at once; one without writes never")
    func edges() {
        #expect(ServiceWindow(log: [write(1, 1, at: 100)], fault: 50).stableSince == 100)
        #expect(ServiceWindow(log: [], fault: 50).stableSince == nil)
        #expect(ServiceWindow(log: [write(1, 1, .fail, at: 100)], fault: 50).stableSince == nil)
    }

    @Test("two writers count only from the fence on")
    func writers() {
        let rounds = [
            WriterRound(at: 1, takers: ["a", "b"]), WriterRound(at: 5, takers: ["a"]),
            WriterRound(at: 6, takers: ["a", "b"]),
        ]
        #expect(WriterRound.violations(rounds, from: 5).map(\.at) == [6])
    }
}
