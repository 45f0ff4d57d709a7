import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("Guards of retention", .tags(.small))
struct RetentionGuardTests {
    private static let now = RetentionDecisionTests.now

    private static func decide(
        _ candidates: [RetentionCandidate],
        _ evidence: RetentionEvidence,
        keep: KeepRules = RetentionDecisionTests.last,
        limit: Int = 50
    ) -> RetentionDecision {
        var policy = RetentionDecisionTests.policy(keep)
        policy.removalLimit = Percentage(limit)
        return RetentionDecision(applying: policy, to: candidates, evidence: evidence, now: now)
    }

    private static func rules(_ decision: RetentionDecision) -> [RetentionRule] {
        decision.groups.flatMap(\.objections).map(\.rule)
    }

    @Test(
        "nothing goes when backups have stopped",
        arguments: [(1, false), (2, false), (3, true), (500, true)] as [(Int64, Bool)]
    )
    func newestAge(hours: Int64, isRefused: Bool) {
        let candidates = [RetentionDecisionTests.candidate(hours), RetentionDecisionTests.candidate(hours + 1)]
        let decision = Self.decide(candidates, RetentionEvidence(longestGap: 3600))
        #expect(Self.rules(decision) == (isRefused ? [.newestAge] : []))
        #expect(decision.removable.count == (isRefused ? 0 : 1))
        #expect(decision.withheld.count == (isRefused ? 1 : 0))
    }

    @Test("a snapshot from the future does not hide that backups have stopped")
    func hiddenAge() {
        let candidates = [-50, 300, 301].map { RetentionDecisionTests.candidate($0) }
        let decision = Self.decide(candidates, RetentionEvidence(longestGap: 3600))
        #expect(Set(Self.rules(decision)) == [.newestAge, .snapshotTimes])
    }

    @Test(
        "no more than a share goes at once",
        arguments: [
            (10, 5, 50, false), (11, 5, 50, true), (5, 1, 50, false), (6, 1, 50, true), (100, 74, 25, true),
            (100, 75, 25, false), (100, 1, 100, false),
        ]
    )
    func removalShare(total: Int, kept: Int, limit: Int, isRefused: Bool) {
        let candidates = (0..<total).map { RetentionDecisionTests.candidate(Int64($0)) }
        let rules = KeepRules(counts: KeepCounts(last: .atMost(kept)))
        let decision = Self.decide(candidates, RetentionEvidence(), keep: rules, limit: limit)
        #expect(Self.rules(decision) == (isRefused ? [.removalShare] : []))
        #expect(decision.removable.count == (isRefused ? 0 : total - kept))
    }

    @Test("a group is not emptied")
    func emptied() {
        var rules = KeepRules()
        rules.tags = [["forever"]]
        let candidates = [RetentionDecisionTests.candidate(1), RetentionDecisionTests.candidate(2)]
        #expect(Self.rules(Self.decide(candidates, RetentionEvidence(), keep: rules)) == [.emptiedGroup])
    }

    @Test("times that do not agree with the clock, the parent or the catalog are objected to")
    func forged() {
        let evidence = RetentionEvidence(host: "alpha", witnessedSince: Timestamp(seconds: Self.now.seconds - 36_000))
        func objections(_ change: (inout RetentionCandidate) -> Void) -> [RetentionObjection] {
            var candidates = [RetentionDecisionTests.candidate(0), RetentionDecisionTests.candidate(2)]
            for place in candidates.indices { candidates[place].isKnown = true }
            change(&candidates[1])
            return Self.decide(candidates, evidence).groups.flatMap(\.objections)
        }
        #expect(objections { _ in }.isEmpty)
        #expect(objections { $0.point.time.seconds = Self.now.seconds + 299 }.isEmpty)
        #expect(objections { $0.point.time.seconds = Self.now.seconds + 301 }.map(\.rule) == [.snapshotTimes])
        #expect(objections { $0.parentTime = $0.point.time }.isEmpty)
        #expect(
            objections { $0.parentTime = Timestamp(seconds: $0.point.time.seconds + 301) }.map(\.rule) == [
                .snapshotTimes
            ]
        )
        let run = Timestamp(seconds: Self.now.seconds - 7200)...Timestamp(seconds: Self.now.seconds - 7100)
        #expect(objections { $0.witnessed = run }.isEmpty)
        let other = Timestamp(seconds: Self.now.seconds - 5000)...Timestamp(seconds: Self.now.seconds - 4000)
        #expect(objections { $0.witnessed = other }.map(\.rule) == [.snapshotTimes])
        // One that no run made, among those that runs made; of another host, or before, nobody can tell.
        #expect(objections { $0.isKnown = false }.map(\.rule) == [.snapshotTimes])
        #expect(objections { ($0.isKnown, $0.point.hostname) = (false, "beta") }.isEmpty)
        #expect(objections { ($0.isKnown, $0.point.time.seconds) = (false, Self.now.seconds - 40_000) }.isEmpty)
    }

    @Test("a guard stands in the way of its group alone")
    func groups() {
        let stale = [400, 401].map { RetentionDecisionTests.candidate($0, host: "gone") }
        let fresh = [0, 1].map { RetentionDecisionTests.candidate($0) }
        let decision = Self.decide(stale + fresh, RetentionEvidence(longestGap: 3600))
        #expect(decision.removable.map(\.id) == [fresh[1].point.id])
        #expect(decision.withheld.map(\.id) == [stale[1].point.id])
    }

    @Test("a guard that is overridden is told of and lets pass; the others stand")
    func overridden() {
        let candidates = (400..<420).map { RetentionDecisionTests.candidate($0) }
        var evidence = RetentionEvidence(longestGap: 3600, overrides: [.newestAge])
        let one = Self.decide(candidates, evidence)
        #expect(one.removable.isEmpty)
        evidence.overrides = [.newestAge, .removalShare]
        let both = Self.decide(candidates, evidence)
        #expect(both.removable.count == 19)
        #expect(both.overridden.map(\.rule) == [.newestAge, .removalShare])
    }
}
