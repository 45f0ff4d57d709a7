import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("Status of an environment", .tags(.small))
struct EnvironmentStatusTests {
    private func repository(verified: Int64? = -3600) throws -> RepositoryFacts {
        var facts = RepositoryFacts(name: "primary")
        facts.lastGoodVerify = verified.map { ExamplePlan.run(.verify, at: $0) }
        facts.lastVerify = facts.lastGoodVerify
        return facts
    }

    private func status(
        _ plans: [PlanFacts],
        _ repositories: [RepositoryFacts],
        _ alerts: [AlertFact] = []
    ) -> EnvironmentStatus {
        EnvironmentStatus(
            environment: "e",
            plans: plans,
            repositories: repositories,
            alerts: alerts,
            at: ExamplePlan.time(0)
        )
    }

    @Test("takes the worst of all parts")
    func worst() throws {
        let good = try ExamplePlan.facts(backup: -60)
        #expect(try status([good], [repository()]).verdict == .good)
        #expect(try status([good], [repository(verified: nil)]).verdict == .unknown)
        let old = try ExamplePlan.facts(backup: -86_400)
        #expect(try status([good, old], [repository(verified: nil)]).verdict == .critical)
        let warning = AlertFact(
            verdict: .warning,
            severity: "warning",
            message: "m",
            opened: ExamplePlan.time(-5),
            isAcknowledged: true
        )
        #expect(try status([good], [repository()], [warning]).verdict == .warning)
    }

    @Test("is never good on no data")
    func nothing() throws {
        #expect(status([], []).verdict == .unknown)
        var off = try ExamplePlan.facts(backup: -60)
        off.isEnabled = false
        #expect(try status([off], [repository()]).verdict == .unknown)
    }

    @Test("puts the worst alert first, then the oldest")
    func alerts() throws {
        func alert(_ verdict: Verdict, _ severity: String, _ opened: Int64) -> AlertFact {
            AlertFact(
                verdict: verdict,
                severity: severity,
                message: "\(opened)",
                opened: ExamplePlan.time(opened),
                isAcknowledged: false
            )
        }
        let alerts = [
            alert(.good, "info", -9), alert(.critical, "critical", -1), alert(.warning, "warning", -3),
            alert(.critical, "emergency", -2),
        ]
        #expect(status([], [], alerts).alerts.map(\.message) == ["-2", "-1", "-3", "-9"])
    }

    @Test("counts growth over the time between samples")
    func growth() throws {
        var facts = try repository()
        facts.earlier = .init(time: ExamplePlan.time(-10 * 86_400), snapshots: 1, bytes: 1000, locks: 0)
        facts.sample = .init(time: ExamplePlan.time(0), snapshots: 5, bytes: 6000, locks: 0)
        #expect(RepositoryStatus(facts, at: ExamplePlan.time(0)).growth == 500)
        facts.earlier = facts.sample
        #expect(RepositoryStatus(facts, at: ExamplePlan.time(0)).growth == nil)
    }

    @Test("tells of verification that failed, is late or was never done")
    func verification() throws {
        func messages(_ facts: RepositoryFacts) -> [String] {
            RepositoryStatus(facts, at: ExamplePlan.time(0)).findings.map { "\($0.verdict.rawValue) \($0.message)" }
        }
        var facts = try repository(verified: -3 * 86_400)
        facts.calendars = [
            try ExamplePlan.calendar([.full: "daily at 02:00"]),
            try ExamplePlan.calendar([.verify: "daily at 04:00"]),
        ]
        #expect(messages(facts) == ["WARNING a verification was due 2d8h ago"])
        facts.lastVerify = ExamplePlan.run(.verify, at: -60, .failed)
        facts.lastVerify?.message = "pack ab is damaged"
        facts.lastVerify?.foundDamage = true
        #expect(messages(facts) == ["CRITICAL the last verification found damage: pack ab is damaged"])
        #expect(try messages(repository(verified: nil)) == ["UNKNOWN never verified"])
        #expect(
            RepositoryStatus(try repository(verified: nil), isUsed: false, at: ExamplePlan.time(0)).verdict == .good
        )
    }

    @Test("tells of a lock that is in the way")
    func locks() throws {
        var facts = try repository()
        facts.sample = .init(
            time: ExamplePlan.time(-60),
            snapshots: 1,
            bytes: 1,
            locks: 1,
            oldestLock: ExamplePlan.time(-60 - 7 * 3600)
        )
        let status = RepositoryStatus(facts, at: ExamplePlan.time(0))
        #expect(status.findings.map(\.message) == ["a lock was 7h old"])
    }

    @Test("orders verdicts by urgency, and has the exit codes of monitoring plugins")
    func order() {
        #expect(Verdict.allCases.sorted() == [.good, .unknown, .warning, .critical])
        #expect([Verdict.good, .warning, .critical, .unknown].map(\.pluginCode) == [0, 1, 2, 3])
    }
}
