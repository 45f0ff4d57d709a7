import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("Retention plans", .tags(.small))
struct RetentionPlanTests {
    private static let now = Timestamp(seconds: 2_000_000_000)

    private static func plan(
        _ rules: KeepRules,
        _ points: [RetentionPoint],
        by grouping: SnapshotGrouping = .hostAndPaths
    ) -> RetentionPlan {
        RetentionPlan(applying: rules, to: points, groupedBy: grouping, now: now)
    }

    @Test("without rules everything is kept")
    func noRules() throws {
        var generator = SeededGenerator(seed: 1)
        let points = RandomRetention.points(40, &generator)
        let plan = Self.plan(KeepRules(), points)
        #expect(plan.removed.isEmpty)
        #expect(plan.keptCount == 40)
        #expect(plan.groups.flatMap(\.keep).allSatisfy { $0.reasons == [.noRules] })
        try plan.requireNoGroupEmptied()
    }

    @Test("nothing of nothing is kept")
    func noSnapshots() throws {
        let plan = Self.plan(KeepRules(counts: KeepCounts(last: .atMost(1))), [])
        #expect(plan.groups.isEmpty)
        try plan.requireNoGroupEmptied()
    }

    @Test("a group is not emptied, and the refusal names it")
    func emptied() {
        var rules = KeepRules()
        rules.tags = [["forever"]]
        let points = ["a", "b"].map { RetentionPoint(id: $0, time: Timestamp(seconds: 9), hostname: "example") }
        let plan = Self.plan(rules, points)
        #expect(plan.removed.count == 2)
        let error = #expect(throws: DRError.self) { try plan.requireNoGroupEmptied() }
        #expect(error?.code == .refusedByGuardrail)
        #expect(error?.object == "host example")
    }

    @Test("properties of random histories and rules", arguments: 0..<60)
    func properties(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let points = RandomRetention.points(Int.random(in: 1...150, using: &generator), &generator)
        let rules = RandomRetention.rules(&generator)
        let grouping = SnapshotGrouping(byHost: Bool.random(using: &generator), byTags: Bool.random(using: &generator))
        let plan = Self.plan(rules, points, by: grouping)
        let kept = plan.groups.flatMap { $0.keep.map(\.point) }

        // Every snapshot is decided on once.
        #expect((kept + plan.removed).map(\.id).sorted() == points.map(\.id).sorted())
        #expect(plan.groups.flatMap(\.keep).allSatisfy { !$0.reasons.isEmpty })

        // The order of the input does not matter.
        #expect(Self.plan(rules, points.shuffled(using: &generator), by: grouping) == plan)

        // A plan that was carried out has nothing more to remove.
        #expect(Self.plan(rules, kept, by: grouping).removed.isEmpty)

        // Another rule never removes more.
        let more = Self.plan(RandomRetention.adding(to: rules, &generator), points, by: grouping)
        if !rules.isEmpty {
            #expect(Set(more.removed.map(\.id)).isSubset(of: plan.removed.map(\.id)))
        }

        // Any count keeps the newest of every group.
        if !rules.counts.isEmpty {
            for (group, decided) in zip(grouping.divide(points), plan.groups) {
                #expect(decided.keep.first?.point == group.members.first)
            }
        }
    }

    @Test("a long history is planned")
    func longHistory() {
        let start: Int64 = 1_500_000_000
        let points = (0..<100_000).map { RetentionPoint(id: String($0), time: Timestamp(seconds: start + $0 * 3600)) }
        var rules = KeepRules(counts: KeepCounts(last: .atMost(10), daily: .atMost(30), weekly: .unlimited))
        rules.withinHourly = CalendarSpan(days: 2)
        let plan = Self.plan(rules, points)
        // 48 of the last two days, whose newest is in the 30 days; one a week of the 596 that 100,000 hours touch.
        #expect(plan.keptCount + plan.removed.count == points.count)
        let weekly = plan.groups[0].keep.filter { $0.reasons.contains(.counted(.weekly, oldest: false)) }
        #expect(weekly.count == 596)
        #expect(plan.groups[0].keep.count { $0.reasons.contains(.counted(.daily, oldest: false)) } == 30)
    }
}
