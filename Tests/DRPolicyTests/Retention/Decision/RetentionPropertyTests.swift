import DRCore
import DRPolicy
import DRStorage
import DRTestSupport
import Testing

@Suite("Properties of retention decisions", .tags(.small))
struct RetentionPropertyTests {
    private static let now = Timestamp(seconds: 2_000_000_000)

    /// Random snapshots of which some are verified, pinned, under a hold.
    private static func history(_ generator: inout SeededGenerator) -> ([RetentionCandidate], RetentionPolicy) {
        let count = Int.random(in: 1...120, using: &generator)
        var candidates = RandomRetention.points(count, &generator).map { point in
            var point = point
            point.id = generator.id().hex
            return RetentionCandidate(point)
        }
        for place in candidates.indices {
            candidates[place].isVerified = Int.random(in: 0..<6, using: &generator) == 0
            if Int.random(in: 0..<15, using: &generator) == 0 { candidates[place].point.tags.append("held") }
        }
        var policy = RetentionPolicy()
        repeat { policy.keep = RandomRetention.rules(&generator) } while policy.keep.isEmpty
        policy.minimumVerified = Int.random(in: 1...4, using: &generator)
        policy.pins = (0..<Int.random(in: 0...2, using: &generator)).compactMap { _ in
            candidates.randomElement(using: &generator).map { String($0.point.id.prefix(12)) }
        }
        var hold = LegalHold()
        hold.tag = "held"
        hold.reason = "a reason"
        policy.legalHolds = [hold]
        return (candidates, policy)
    }

    private static func decide(
        _ candidates: [RetentionCandidate],
        _ policy: RetentionPolicy,
        reach: Duration?,
        evidence: RetentionEvidence
    ) -> RetentionDecision {
        RetentionDecision(applying: policy, to: candidates, requiredReach: reach, evidence: evidence, now: now)
    }

    @Test("what must stay stays, whatever the rules and overrides", arguments: 0..<80)
    func safe(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let (candidates, policy) = Self.history(&generator)
        let everything = RetentionEvidence(longestGap: 3600, host: "alpha", overrides: Set(RetentionRule.allCases))
        let reach = Duration.seconds(Int64.random(in: 0...100_000_000, using: &generator))
        let decision = Self.decide(candidates, policy, reach: reach, evidence: everything)
        let gone = Set(decision.removable.map(\.id))
        let left = candidates.filter { !gone.contains($0.point.id) }

        // Every snapshot is decided on once.
        #expect(decision.groups.flatMap(\.verdicts).map(\.point.id).sorted() == candidates.map(\.point.id).sorted())

        // Nothing that is pinned or held goes.
        let pinned = candidates.filter { candidate in policy.pins.contains(where: candidate.answers) }
        #expect(pinned.allSatisfy { !gone.contains($0.point.id) })
        #expect(candidates.filter { $0.point.tags.contains("held") }.allSatisfy { !gone.contains($0.point.id) })

        for host in Set(candidates.map(\.point.hostname)) {
            // Of each host as many verified points are left as there must be, or all there were.
            let before = candidates.count { $0.point.hostname == host && $0.isVerified }
            let after = left.count { $0.point.hostname == host && $0.isVerified }
            #expect(after >= min(before, policy.minimumVerified))
            // A restore reaches back as far as it must, if it did before.
            let start = Self.now.seconds - reach.components.seconds
            let reached = candidates.contains { $0.point.hostname == host && $0.point.time.seconds <= start }
            #expect(!reached || left.contains { $0.point.hostname == host && $0.point.time.seconds <= start })
        }

        // What was carried out has nothing more to remove, and the order of the input does not matter.
        let again = Self.decide(left, policy, reach: reach, evidence: everything)
        #expect(again.removable.isEmpty)
        let shuffled = candidates.shuffled(using: &generator)
        #expect(Self.decide(shuffled, policy, reach: reach, evidence: everything) == decision)
    }

    @Test("more to keep never removes more, and a guard never removes at all", arguments: 0..<80)
    func monotone(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var (candidates, policy) = Self.history(&generator)
        let everything = RetentionEvidence(overrides: Set(RetentionRule.allCases))
        var more = policy
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: more.pins += candidates.randomElement(using: &generator).map { [$0.point.id] } ?? []
        case 1: more.minimumVerified += 2
        case 2:
            var hold = LegalHold()
            hold.tag = "x"
            more.legalHolds.append(hold)
        default: more.keep = RandomRetention.adding(to: policy.keep, &generator)
        }
        // A verified point may go when another one that is verified stays for a further reason.
        if more.minimumVerified == policy.minimumVerified {
            for place in candidates.indices { candidates[place].isVerified = false }
        }
        let removed = Set(Self.decide(candidates, policy, reach: nil, evidence: everything).removable.map(\.id))
        let fewer = Set(Self.decide(candidates, more, reach: nil, evidence: everything).removable.map(\.id))
        #expect(fewer.isSubset(of: removed))
        let guarded = RetentionEvidence(longestGap: 3600, host: "alpha", witnessedSince: Timestamp(seconds: 0))
        let held = Set(Self.decide(candidates, policy, reach: nil, evidence: guarded).removable.map(\.id))
        #expect(held.isSubset(of: removed))
    }
}
