import DRCore
@testable import DRPolicy
import DRTestSupport
import Testing

@Suite("Verdicts on drills", .tags(.small))
struct DrillVerdictTests {
    /// Something that goes wrong.
    struct Change: Sendable {
        let name: String
        let apply: @Sendable (inout DrillFacts) -> Void

        init(name: String, _ apply: @escaping @Sendable (inout DrillFacts) -> Void) {
            self.name = name
            self.apply = apply
        }
    }

    /// A drill in which everything went well.
    private var good: DrillFacts {
        var facts = DrillFacts()
        facts.status = .completed
        facts.objectives.rto = .seconds(60)
        facts.objectives.rpo = .zero
        facts.faultTookEffect = true
        facts.timeline.fault = 10_000_000_000
        facts.timeline.stable = 20_000_000_000
        facts.timeline.validated = 21_000_000_000
        facts.serviceWasWatched = true
        let key = SentinelKey(writer: 1, sequence: 1)
        let log = [SentinelWrite(key: key, began: 1, ended: 2, outcome: .ok)]
        facts.tally = SentinelTally(log: log, stored: [key], resumed: nil)
        facts.recoveryPoint = RecoveryPoint(log: log, lost: [], fault: 10)
        facts.designedLoss = .zero
        facts.isValidated = true
        facts.isRestored = true
        facts.isClean = true
        return facts
    }

    @Test("one in which everything went well passes")
    func pass() {
        let verdict = DrillVerdict(good)
        #expect(verdict.overall == .pass)
        #expect(verdict.reasons.isEmpty)
    }

    @Test(
        "anything that was not looked at, or went wrong, keeps it from passing",
        arguments: [
            Change(name: "status") { $0.status = .failed }, Change(name: "effect") { $0.faultTookEffect = false },
            Change(name: "late") { $0.timeline.stable = 80_000_000_000 },
            Change(name: "unstable") { $0.timeline.stable = nil },
            Change(name: "unvalidated") { $0.isValidated = false },
            Change(name: "unwatched") { $0.serviceWasWatched = false },
            Change(name: "no tally") { $0.tally = nil }, Change(name: "no point") { $0.recoveryPoint = nil },
            Change(name: "not restored") { $0.isRestored = nil }, Change(name: "not clean") { $0.isClean = nil },
            Change(name: "two writers") { $0.writerViolations = 1 }, Change(name: "blind") { $0.writerRounds = 0 },
            Change(name: "a step") { $0.failedSteps = ["x"] }, Change(name: "resumed") { $0.wasResumed = true },
            Change(name: "design") { $0.designedLoss = .seconds(1) },
            Change(name: "holes") { $0.tally?.holes = [SentinelKey(writer: 1, sequence: 1)] },
            Change(name: "duplicates") { $0.tally?.duplicates = [SentinelKey(writer: 1, sequence: 1)] },
            Change(name: "dry run") { $0.mode = .dryRun },
            Change(name: "no objective") { $0.objectives = ScenarioObjectives() },
        ] as [Change]
    )
    func noPass(change: Change) {
        var facts = good
        change.apply(&facts)
        let name = change.name
        let verdict = DrillVerdict(facts)
        #expect(verdict.overall != .pass, "\(name)")
        if facts.mode != .dryRun { #expect(!verdict.reasons.isEmpty, "\(name)") }
    }

    @Test("a dry run measures nothing, whatever else is known")
    func dryRun() {
        var facts = good
        facts.mode = .dryRun
        let verdict = DrillVerdict(facts)
        #expect(verdict.rto == .notMeasured)
        #expect(verdict.rpo == .notMeasured)
        #expect(verdict.overall == .notMeasured)
    }

    @Test("the clock of the RTO starts at the fault or at the declaration")
    func clock() {
        var timeline = DrillTimeline()
        timeline.fault = 10
        timeline.declared = 30
        timeline.stable = 50
        timeline.validated = 40
        #expect(timeline.recoveryTime(from: .disruption) == 40)
        #expect(timeline.recoveryTime(from: .declaration) == 20)
        timeline.validated = nil
        #expect(timeline.recoveryTime(from: .disruption) == nil)
    }

    @Test("the parts of the time add up, whichever moments there are")
    func breakdown() {
        var generator = SeededGenerator.announced()
        for _ in 0..<300 {
            var timeline = DrillTimeline()
            timeline.fault = 0
            timeline.stable = Int64.random(in: 1...100, using: &generator)
            timeline.validated = Int64.random(in: 1...100, using: &generator)
            for path in [\DrillTimeline.detected, \.declared, \.fenced, \.recovered, \.switched] {
                timeline[keyPath: path] =
                    Bool.random(using: &generator) ? Int64.random(in: 0...120, using: &generator) : nil
            }
            let parts = timeline.breakdown.map(\.nanoseconds)
            #expect(parts.allSatisfy { $0 >= 0 })
            #expect(parts.reduce(0, +) == timeline.recoveryTime(from: .disruption))
        }
    }

    @Test("a scenario is overdue until it was done, and again when its interval has passed")
    func calendar() throws {
        var scenario = Scenario()
        scenario.name = "outage"
        let now = Timestamp(seconds: 1_800_000_000)
        #expect(DrillDue(scenario, .dryRun, past: []).isOverdue(at: now))
        func past(_ mode: DrillMode, daysAgo: Int64, measured: Bool) -> DrillDue.Past {
            DrillDue.Past(
                scenario: "outage",
                mode: mode,
                began: Timestamp(seconds: now.seconds - daysAgo * 86_400),
                isCompleted: true,
                isMeasured: measured
            )
        }
        let dry = past(.dryRun, daysAgo: 10, measured: false)
        #expect(!DrillDue(scenario, .dryRun, past: [dry]).isOverdue(at: now))
        #expect(DrillDue(scenario, .fullTest, past: [dry]).isOverdue(at: now))
        let full = past(.drill, daysAgo: 91, measured: true)
        #expect(!DrillDue(scenario, .fullTest, past: [full]).isOverdue(at: now))
        #expect(!DrillDue(scenario, .dryRun, past: [full]).isOverdue(at: now))
        #expect(DrillDue(scenario, .dryRun, past: [past(.dryRun, daysAgo: 93, measured: false)]).isOverdue(at: now))
        #expect(DrillDue(scenario, .fullTest, past: [past(.drill, daysAgo: 1, measured: false)]).isOverdue(at: now))
    }
}
