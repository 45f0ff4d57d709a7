import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("Status of a plan", .tags(.small))
struct PlanStatusTests {
    private func findings(_ facts: PlanFacts, at seconds: Int64 = 0) -> [String] {
        let status = PlanStatus(facts, at: ExamplePlan.time(seconds))
        return status.findings.map { "\($0.verdict.rawValue) \($0.message)" }
    }

    @Test("is good only with a new backup, and a measured restore where there is an RTO")
    func good() throws {
        var facts = try ExamplePlan.facts(backup: -1800)
        facts.objectives.rpo = .seconds(3600)
        #expect(PlanStatus(facts, at: ExamplePlan.time(0)).verdict == .good)
        facts.objectives.rto = .seconds(600)
        #expect(findings(facts) == ["UNKNOWN the RTO of 10m was never measured"])
        facts.restoreTest = RestoreTestFact(
            time: ExamplePlan.time(-86_400),
            isWhole: false,
            bytes: 1 << 20,
            mismatches: 0,
            seconds: 1,
            planBytes: 100 << 20
        )
        let status = PlanStatus(facts, at: ExamplePlan.time(0))
        #expect(status.verdict == .good)
        #expect(status.restoreTime?.seconds == 100)
        #expect(status.restoreTime?.isMeasured == false)
        #expect(status.age == 1800)
    }

    @Test("is unknown before the first backup, and critical when that did not come")
    func first() throws {
        var facts = try ExamplePlan.facts(backup: nil, since: -60)
        #expect(findings(facts) == ["UNKNOWN there is no backup yet"])
        #expect(findings(facts, at: 2 * 3600) == ["CRITICAL no backup was ever made; one was due 2h ago"])
        facts.running = ExamplePlan.run(.full, at: 0, .running)
        #expect(findings(facts, at: 2 * 3600) == ["UNKNOWN the first backup is running"])
        facts.running = nil
        facts.failures = 1
        facts.lastEnded = ExamplePlan.run(.full, at: -30, .failed)
        facts.lastEnded?.message = "no space left"
        #expect(findings(facts) == ["CRITICAL no backup has ever succeeded: no space left"])
    }

    @Test(
        "leaves the backup that is due a little time",
        arguments: [
            // Seconds of age, whether a backup is running, the verdict against an RPO of an hour.
            (3600, false, Verdict.good), (3601, false, .warning), (3601, true, .good), (3960, true, .good),
            (3961, true, .critical), (3961, false, .critical),
        ]
    )
    func objective(age: Int64, isRunning: Bool, verdict: Verdict) throws {
        // No other rule than the RPO shall speak: the schedule asks for one a day.
        var facts = try ExamplePlan.facts(backup: -age, rules: [.full: "daily at 23:00"])
        facts.objectives.rpo = .seconds(3600)
        if isRunning { facts.running = ExamplePlan.run(.incremental, at: -30, .running) }
        #expect(PlanStatus(facts, at: ExamplePlan.time(0)).verdict == verdict)
    }

    @Test("measures plans without an RPO by their schedule")
    func schedule() throws {
        // The last backup began at 09:00:10; hourly ones were due at 10, 11 and 12.
        let facts = try ExamplePlan.facts(backup: -3 * 3600 + 10)
        #expect(findings(facts, at: -2 * 3600 + 360).isEmpty)
        #expect(findings(facts, at: -2 * 3600 + 361) == ["WARNING a backup was due 6m1s ago"])
        #expect(findings(facts, at: 600) == ["CRITICAL 3 backups in a row were missed, the first 2h10m ago"])
    }

    @Test(
        "tells of failures since the last good backup",
        arguments: [(1, Verdict.warning), (2, .warning), (3, .critical)]
    )
    func failures(count: Int, verdict: Verdict) throws {
        var facts = try ExamplePlan.facts(backup: -1800)
        facts.failures = count
        facts.lastEnded = ExamplePlan.run(.incremental, at: -600, .failed)
        facts.lastEnded?.message = "the storage cannot be reached"
        let status = PlanStatus(facts, at: ExamplePlan.time(0))
        #expect(status.verdict == verdict)
        #expect(status.findings.first?.message.hasSuffix("failed: the storage cannot be reached") == true)
    }

    @Test("tells of sources that could not be read")
    func incomplete() throws {
        var facts = try ExamplePlan.facts(backup: -1800)
        facts.lastGood?.result = .incomplete
        facts.lastGood?.problems = 7
        #expect(findings(facts) == ["WARNING in the last backup 7 sources could not be read"])
    }

    @Test(
        "weighs the time of a restore against the RTO",
        arguments: [
            // Seconds that restoring all took, whether it was all, the verdict against ten minutes.
            (479.0, true, Verdict.good), (481, true, .warning), (601, true, .critical), (601, false, .warning),
        ]
    )
    func restoreTime(seconds: Double, isWhole: Bool, verdict: Verdict) throws {
        var facts = try ExamplePlan.facts(backup: -1800)
        facts.lastGood?.bytes = 1 << 30
        facts.objectives.rto = .seconds(600)
        let test = RestoreTestFact(
            time: ExamplePlan.time(-86_400),
            isWhole: isWhole,
            bytes: 1 << 30,
            mismatches: 0,
            seconds: seconds
        )
        facts.restoreTest = test
        facts.wholeRestoreTest = isWhole ? test : nil
        #expect(PlanStatus(facts, at: ExamplePlan.time(0)).verdict == verdict)
    }

    @Test("tells of restores that went wrong or were long ago")
    func restoreTests() throws {
        var facts = try ExamplePlan.facts(backup: -1800)
        facts.restoreTestWithin = .seconds(30 * 86_400)
        #expect(findings(facts) == ["UNKNOWN no restore was ever tested"])
        facts.restoreTest = RestoreTestFact(
            time: ExamplePlan.time(-31 * 86_400),
            isWhole: false,
            bytes: 1,
            mismatches: 0,
            seconds: 1
        )
        #expect(findings(facts) == ["WARNING a restore was last tested 31d ago; 30d is the limit"])
        facts.restoreTest?.time = ExamplePlan.time(-86_400)
        facts.restoreTest?.mismatches = 2
        #expect(findings(facts) == ["CRITICAL in the last test of a restore 2 files differed from the snapshot"])
    }

    @Test("says nothing of a plan that is switched off")
    func disabled() throws {
        var facts = try ExamplePlan.facts(backup: nil)
        facts.isEnabled = false
        let status = PlanStatus(facts, at: ExamplePlan.time(0))
        #expect(status.verdict == nil)
        #expect(status.upcoming.isEmpty)
    }

    @Test("knows the next run of each kind")
    func upcoming() throws {
        let facts = try ExamplePlan.facts(
            backup: -60,
            rules: [.incremental: "hourly", .full: "daily at 13:00", .verify: "daily at 12:30"]
        )
        let status = PlanStatus(facts, at: ExamplePlan.time(0))
        // The full backup at 13:00 does the work of the incremental one.
        #expect(status.upcoming.map(\.kind) == [.verify, .full, .incremental])
        #expect(status.upcoming.map { $0.due.seconds - ExamplePlan.noon } == [1800, 3600, 7200])
    }
}
