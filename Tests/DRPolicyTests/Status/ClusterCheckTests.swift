import DRCore
@testable import DRPolicy
import DRTestSupport
import Testing

@Suite("How the log of a cluster stands", .tags(.small))
struct ClusterCheckTests {
    private static let now = Timestamp(seconds: 2_000_000)

    private func facts(_ change: (inout ClusterFacts) -> Void = { _ in }) -> ClusterFacts {
        var facts = ClusterFacts(plan: "orders", time: Self.now)
        facts.lag = 0
        facts.lagBytes = 0
        facts.waiting = 0
        facts.waitingBytes = 0
        facts.gaps = 0
        facts.bases = 1
        facts.reachableFrom = Timestamp(seconds: 1_000_000)
        facts.reachableTo = Self.now
        facts.since = Timestamp(seconds: 0)
        change(&facts)
        return facts
    }

    private func findings(_ source: ClusterSource = ClusterSource(), _ change: (inout ClusterFacts) -> Void)
        -> [StatusFinding]
    {
        ClusterCheck(facts(change), source, at: Self.now).findings
    }

    @Test("nothing to say of a log that is whole and up to date")
    func good() {
        #expect(findings { _ in }.isEmpty)
        let check = ClusterCheck(facts(), ClusterSource(), at: Self.now)
        #expect(check.observations.allSatisfy { $0.finding == nil })
        #expect(check.observations.count == 3)
    }

    @Test("a lag above what is allowed is critical", arguments: [(299.0, false), (301.0, true)])
    func lag(seconds: Double, isWrong: Bool) {
        let found = findings { $0.lag = seconds }
        #expect(found.map(\.verdict) == (isWrong ? [.critical] : []))
    }

    @Test("what waits is a warning when archiving fails, and critical at the limit")
    func queue() {
        let limit = Int64(ClusterSource().wal.queueLimit)
        #expect(findings { $0.waitingBytes = limit - 1 }.isEmpty)
        #expect(findings { $0.waitingBytes = limit }.map(\.verdict) == [.critical])
        #expect(findings { $0.isArchivingFailing = true }.map(\.verdict) == [.warning])
    }

    @Test("a gap is named")
    func gap() {
        let found = findings {
            $0.gaps = 1
            $0.firstGap = "000000010000000000000007"
        }
        #expect(found.map(\.verdict) == [.critical])
        #expect(found[0].message.contains("000000010000000000000007"))
    }

    @Test(
        "the slot of the receiver",
        arguments: [
            ("reserved", Int64(0), nil), ("extended", 1 << 20, nil), ("reserved", 9 << 30, Verdict.critical),
            ("unreserved", 0, .critical), ("lost", 0, .critical), (nil, 0, .warning),
        ] as [(String?, Int64, Verdict?)]
    )
    func slot(state: String?, retained: Int64, verdict: Verdict?) {
        let found = findings { $0.slot = ClusterFacts.Slot(name: "dr", state: state, retained: retained) }
        #expect(found.first?.verdict == verdict)
    }

    @Test("a window that is shorter than promised, once the plan is old enough to have it")
    func window() {
        var source = ClusterSource()
        source.recoveryWindow = .seconds(500_000)
        #expect(findings(source) { _ in }.isEmpty)
        #expect(findings(source) { $0.reachableFrom = Timestamp(seconds: 1_900_000) }.map(\.verdict) == [.warning])
        let young = findings(source) {
            $0.reachableFrom = Timestamp(seconds: 1_900_000)
            $0.since = Timestamp(seconds: 1_800_000)
        }
        #expect(young.isEmpty)
        #expect(findings(source) { $0.bases = 0 }.map(\.verdict) == [.critical])
    }

    @Test("what could not be asked is unknown, and so is what was seen long ago")
    func unknown() {
        #expect(findings { $0.serverProblem = "the server cannot be asked" }.map(\.verdict) == [.unknown])
        #expect(findings { $0.time = Timestamp(seconds: 1_990_000) }.map(\.verdict) == [.unknown])
    }

    @Test("alerts have a topic for each side of the log")
    func alerts() {
        let seen = ClusterCheck(facts { $0.lag = 1000 }, ClusterSource(), at: Self.now).observations
            .map { $0.observation("orders") }
        #expect(seen.compactMap(\.finding).map(\.topic.key) == ["log-lag/orders"])
        #expect(seen.contains(.good(AlertTopic(key: "log-gap/orders"))))
    }
}
