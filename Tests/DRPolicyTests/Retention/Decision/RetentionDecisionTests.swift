import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("Decisions of retention policies", .tags(.small))
struct RetentionDecisionTests {
    static let now = Timestamp(seconds: 1_800_000_000)

    /// A snapshot so many hours before now.
    static func candidate(_ hours: Int64, host: String = "alpha", tags: [String] = []) -> RetentionCandidate {
        let time = Timestamp(seconds: now.seconds - hours * 3600)
        // Ids are as long as those of a repository, and none is the beginning of another.
        let id = String(repeating: "0", count: 58) + String(100_000 + hours, radix: 10)
        return RetentionCandidate(
            RetentionPoint(id: String(id.reversed()), time: time, hostname: host, tags: tags),
            names: ["backup-\(hours)"]
        )
    }

    static func policy(_ rules: KeepRules, minimumVerified: Int = 1) -> RetentionPolicy {
        var policy = RetentionPolicy()
        policy.keep = rules
        policy.minimumVerified = minimumVerified
        return policy
    }

    static let last = KeepRules(counts: KeepCounts(last: .atMost(1)))

    private static func decide(
        _ policy: RetentionPolicy,
        _ candidates: [RetentionCandidate],
        reach: Duration? = nil,
        evidence: RetentionEvidence = RetentionEvidence()
    ) -> RetentionDecision {
        RetentionDecision(applying: policy, to: candidates, requiredReach: reach, evidence: evidence, now: now)
    }

    private static func reasons(_ decision: RetentionDecision, _ candidate: RetentionCandidate) -> [String] {
        let verdicts = decision.groups.flatMap(\.verdicts)
        return verdicts.first { $0.point.id == candidate.point.id }?.reasons.map(\.description) ?? ["absent"]
    }

    @Test("hosts are groups of their own, and paths are none")
    func groups() {
        var candidates = [Self.candidate(1), Self.candidate(2), Self.candidate(3, host: "beta")]
        candidates[1].point.paths = ["/other"]
        let decision = Self.decide(Self.policy(Self.last), candidates)
        #expect(decision.groups.map(\.group.hostname) == ["alpha", "beta"])
        #expect(decision.removable.map(\.id) == [candidates[1].point.id])
    }

    @Test("pins and legal holds keep by name, by the beginning of an id and by tag")
    func named() {
        let candidates = [
            Self.candidate(1), Self.candidate(2), Self.candidate(3), Self.candidate(4, tags: ["case"]),
            Self.candidate(5),
        ]
        var policy = Self.policy(Self.last)
        policy.pins = ["backup-2", String(candidates[2].point.id.prefix(6)).uppercased()]
        var byTag = LegalHold()
        byTag.tag = "case"
        byTag.reason = "case 7"
        policy.legalHolds = [byTag]
        let decision = Self.decide(policy, candidates)
        #expect(Self.reasons(decision, candidates[1]) == ["pinned"])
        #expect(Self.reasons(decision, candidates[2]) == ["pinned"])
        #expect(Self.reasons(decision, candidates[3]) == ["legal hold: case 7"])
        #expect(decision.removable.map(\.id) == [candidates[4].point.id])
    }

    @Test("an empty pin keeps nothing", arguments: ["", "  ", "x", "backup"])
    func emptyPin(_ pin: String) {
        #expect(!Self.candidate(1).answers(to: pin))
    }

    @Test("the newest verified points stay until there are enough")
    func verified() {
        var candidates = (1...6).map { Self.candidate($0) }
        for place in [2, 4, 5] { candidates[place].isVerified = true }
        let one = Self.decide(Self.policy(Self.last), candidates)
        #expect(Self.reasons(one, candidates[2]) == ["last verified"])
        #expect(Self.reasons(one, candidates[4]) == [])
        let two = Self.decide(Self.policy(Self.last, minimumVerified: 2), candidates)
        #expect(Self.reasons(two, candidates[4]) == ["one of 2 verified"])
        #expect(Self.reasons(two, candidates[5]) == [])
        // One that stays anyway counts.
        candidates[0].isVerified = true
        let counted = Self.decide(Self.policy(Self.last), candidates)
        #expect(Self.reasons(counted, candidates[2]) == [])
    }

    @Test("a restore reaches back the required time at any hour of the day")
    func reach() {
        // Daily snapshots; the 90 newest reach back less than 90 days until the next one is made.
        let candidates = (0..<120).map { Self.candidate(Int64($0) * 24 + 3) }
        let rules = KeepRules(counts: KeepCounts(daily: .atMost(90)))
        let without = Self.decide(Self.policy(rules), candidates)
        #expect(without.keptCount == 90)
        let with = Self.decide(Self.policy(rules), candidates, reach: .seconds(90 * 86_400))
        #expect(with.keptCount == 91)
        #expect(Self.reasons(with, candidates[90]) == ["reaches back the required 90d"])
    }

    @Test("a group of one and an empty plan are nothing special")
    func small() {
        #expect(Self.decide(Self.policy(Self.last), []).groups.isEmpty)
        let one = Self.decide(Self.policy(Self.last), [Self.candidate(1)])
        #expect(one.keptCount == 1)
        #expect(one.groups[0].objections.isEmpty)
    }
}
