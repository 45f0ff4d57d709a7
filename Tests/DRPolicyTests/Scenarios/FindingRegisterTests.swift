import DRCore
@testable import DRPolicy
import DRTestSupport
import Testing

@Suite("Findings of drills", .tags(.small))
struct FindingRegisterTests {
    private static let day: Int64 = 86_400

    private func settings(_ limits: FindingLimits = FindingLimits()) -> DrillSettings {
        var settings = DrillSettings()
        settings.owner = "platform team"
        settings.dueWithin = limits
        return settings
    }

    /// A drill of a day that found something.
    private func drill(
        _ day: Int64,
        _ kinds: [FindingKind] = [],
        _ mode: DrillMode = .drill,
        scenario: String = "outage",
        isCompleted: Bool = true,
        isMeasured: Bool = true,
        closed: [FindingKind] = []
    ) -> FindingRegister.Drill {
        let began = Timestamp(seconds: day * Self.day)
        let past = DrillDue.Past(
            scenario: scenario,
            mode: mode,
            began: began,
            isCompleted: isCompleted,
            isMeasured: isMeasured
        )
        let findings = kinds.map {
            DrillFinding(DrillVerdict.Cause($0, "text"), settings(), owner: nil, open: [], began: began)
        }
        let closures = closed.map { FindingClosure($0, by: "somebody", reason: "accepted", at: began) }
        return FindingRegister.Drill(past, id: "drill-\(day)", findings: findings, closures: closures)
    }

    @Test("the date follows from the severity, the owner from the scenario, else from the environment")
    func assignment() {
        var limits = FindingLimits()
        limits.high = .hours(12)
        let began = Timestamp(seconds: 1_000_000)
        func finding(_ kind: FindingKind, owner: String?) -> DrillFinding {
            DrillFinding(DrillVerdict.Cause(kind, "text"), settings(limits), owner: owner, open: [], began: began)
        }
        let missed = finding(.timeMissed, owner: "orders team")
        #expect(missed.severity == .high)
        #expect(missed.owner == "orders team")
        #expect(missed.due.seconds == 1_000_000 + 43_200)
        #expect(finding(.holes, owner: nil).owner == "platform team")
        #expect(finding(.holes, owner: nil).due.seconds == 1_000_000 + 7 * Self.day)
        #expect(missed.isOverdue(at: Timestamp(seconds: 1_043_201)))
        #expect(!missed.isOverdue(at: Timestamp(seconds: 1_043_200)))
    }

    @Test("a finding that is found again keeps its first date, until it was closed")
    func recurrence() {
        let first = drill(1, [.timeMissed])
        let open = FindingRegister([first]).open.map(\.finding)
        let again = DrillFinding(
            DrillVerdict.Cause(.timeMissed, "slower still"),
            settings(),
            owner: nil,
            open: open,
            began: Timestamp(seconds: 20 * Self.day)
        )
        #expect(again.since.seconds == Self.day)
        #expect(again.due.seconds == 31 * Self.day)
        let closed = drill(1, [.timeMissed], closed: [.timeMissed])
        #expect(FindingRegister([closed]).open.isEmpty)
    }

    @Test("it is open until a drill that could have found it does not")
    func mended() {
        let found = drill(1, [.timeMissed, .holes])
        func states(_ later: [FindingRegister.Drill]) -> [FindingRegister.State] {
            FindingRegister([found] + later).entries.filter { $0.drill == "drill-1" }.map(\.state)
        }
        #expect(states([]) == [.open, .open])
        #expect(states([drill(2)]) == [.mended(by: "drill-2"), .mended(by: "drill-2")])
        #expect(states([drill(2, [.holes])]) == [.mended(by: "drill-2"), .foundAgain(by: "drill-2")])
        // None of these could have shown it.
        let proofless = [
            drill(2, [], .dryRun), drill(2, isCompleted: false), drill(2, isMeasured: false),
            drill(2, scenario: "another"),
        ]
        for later in proofless { #expect(states([later]) == [.open, .open]) }
        let dry = drill(1, [.drillStopped], .dryRun)
        #expect(FindingRegister([dry, drill(2, [], .dryRun)]).open.isEmpty)
        #expect(FindingRegister([dry, drill(2)]).open.isEmpty)
    }

    @Test("the earliest date comes first, and what is past it is overdue")
    func order() {
        let register = FindingRegister([drill(1, [.noObjective, .timeMissed, .holes])])
        #expect(register.open.map(\.finding.kind) == [.holes, .timeMissed, .noObjective])
        let now = Timestamp(seconds: 32 * Self.day)
        #expect(register.overdue(at: now).map(\.name) == ["drill-1/holes", "drill-1/rto-missed"])
        #expect(register.open.map { $0.word(at: now) } == ["overdue", "overdue", "open"])
    }

    @Test("what is overdue is an alert of its scenario, and none when all is well")
    func review() {
        var scenario = Scenario()
        scenario.name = "outage"
        let register = FindingRegister([drill(1, [.timeMissed])])
        func topics(_ day: Int64, past: [DrillDue.Past]) -> [String] {
            let due = DrillDue.Kind.allCases.map { DrillDue(scenario, $0, past: past) }
            return DrillReview(due: due, open: register.open).observations(at: Timestamp(seconds: day * Self.day))
                .compactMap(\.finding).map(\.topic.key)
        }
        #expect(topics(2, past: []) == ["drill/outage"])
        #expect(topics(2, past: [drill(1).past]) == [])
        #expect(topics(40, past: [drill(1).past]) == ["drill-findings/outage"])
        #expect(topics(94, past: [drill(1).past]) == ["drill/outage", "drill-findings/outage"])
    }
}
