import DRCore
@testable import DRPolicy
import DRTestSupport
import Testing

@Suite("Verdicts on drills", .tags(.small))
struct DrillVerdictTests {
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
            ("status", { $0.status = .failed }), ("effect", { $0.faultTookEffect = false }),
            ("late", { $0.timeline.stable = 80_000_000_000 }), ("unstable", { $0.timeline.stable = nil }),
            ("unvalidated", { $0.isValidated = false }), ("unwatched", { $0.serviceWasWatched = false }),
            ("no tally", { $0.tally = nil }), ("no point", { $0.recoveryPoint = nil }),
            ("not restored", { $0.isRestored = nil }), ("not clean", { $0.isClean = nil }),
            ("two writers", { $0.writerViolations = 1 }), ("blind", { $0.writerRounds = 0 }),
            ("a step", { $0.failedSteps = ["x"] }), ("resumed", { $0.wasResumed = true }),
            ("design", { $0.designedLoss = .seconds(1) }),
            ("holes", { $0.tally?.holes = [SentinelKey(writer: 1, sequence: 1)] }),
            ("duplicates", { $0.tally?.duplicates = [SentinelKey(writer: 1, sequence: 1)] }),
            ("dry run", { $0.mode = .dryRun }), ("no objective", { $0.objectives = ScenarioObjectives() }),
        ] as [(String, @Sendable (inout DrillFacts) -> Void)]
    )
    func noPass(name: String, change: @Sendable (inout DrillFacts) -> Void) {
        var facts = good
        change(&facts)
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
