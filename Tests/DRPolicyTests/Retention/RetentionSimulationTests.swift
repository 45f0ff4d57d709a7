import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("A year of retention", .tags(.small))
struct RetentionSimulationTests {
    private static let start = Timestamp(seconds: 1_800_000_000)
    private static let year = Timestamp(seconds: start.seconds + 365 * 86_400)

    private static func simulate(
        _ keep: KeepRules,
        rules: [RunKind: String],
        existing: [RetentionCandidate] = [],
        reach: Duration? = nil,
        sizes: RetentionSizes? = nil,
        to end: Timestamp = year
    ) throws -> RetentionSimulation {
        var policy = RetentionPolicy()
        policy.keep = keep
        return RetentionSimulation(
            policy: policy,
            existing: existing,
            calendar: RunCalendar(
                rules: try rules.mapValues { try CalendarRule(parsing: $0) },
                zone: .utc,
                since: start
            ),
            host: "alpha",
            requiredReach: reach,
            sizes: sizes,
            from: start,
            to: end
        )
    }

    @Test("hourly and daily backups settle at what the rules keep, and reach back as far as they must")
    func settles() throws {
        let counts = KeepCounts(hourly: .atMost(24), daily: .atMost(30))
        let rules: [RunKind: String] = [
            .incremental: "hourly", .full: "daily at 02:00", .retention: "daily at 05:00",
        ]
        let end = Timestamp(seconds: Self.start.seconds + 50 * 86_400)
        let simulation = try Self.simulate(KeepRules(counts: counts), rules: rules, to: end)
        #expect(simulation.isScheduled)
        #expect(simulation.backups == 50 * 24)
        let last = try #require(simulation.steps.last)
        #expect(last.snapshots == simulation.backups - simulation.removed)
        // 24 of the last hours, 30 days of which two are among those hours, and what came after 05:00.
        #expect((52...56).contains(last.snapshots))
        #expect(last.storage == nil)
        // The newest of the thirtieth day before is 29 days and some hours old: less than a required 30 days.
        let oldest = try #require(last.oldest)
        #expect((end.seconds - oldest.seconds) / 86_400 == 28)
        let required = try Self.simulate(
            KeepRules(counts: counts),
            rules: rules,
            reach: .seconds(30 * 86_400),
            to: end
        )
        let reached = try #require(required.steps.last?.oldest)
        #expect(end.seconds - reached.seconds >= 30 * 86_400)
    }

    @Test("without a schedule for it retention is applied once a day")
    func unscheduled() throws {
        let keep = KeepRules(counts: KeepCounts(daily: .atMost(7)))
        let simulation = try Self.simulate(keep, rules: [.full: "daily at 02:00"])
        #expect(!simulation.isScheduled)
        #expect(simulation.backups == 365)
        #expect(simulation.steps.last?.snapshots == 7)
    }

    @Test("storage lies between what the kept ones added and what all added since the oldest")
    func storage() throws {
        let keep = KeepRules(counts: KeepCounts(weekly: .atMost(4)))
        let sizes = RetentionSizes(base: 1000, full: 10, incremental: 1, samples: 3)
        let simulation = try Self.simulate(
            keep,
            rules: [.full: "daily at 02:00", .retention: "daily at 03:00"],
            sizes: sizes
        )
        let last = try #require(simulation.steps.last)
        let storage = try #require(last.storage)
        #expect(storage.lowerBound == 1000 + 10 * UInt64(last.snapshots))
        let oldest = try #require(last.oldest)
        let days = (Self.year.seconds - oldest.seconds) / 86_400 + 1
        #expect(storage.upperBound == 1000 + 10 * UInt64(days))
    }

    @Test("it begins with what there is")
    func existing() throws {
        let point = RetentionPoint(
            id: "aa",
            time: Timestamp(seconds: Self.start.seconds - 86_400 * 400),
            hostname: "alpha"
        )
        var held = RetentionCandidate(point)
        held.isVerified = true
        let keep = KeepRules(counts: KeepCounts(last: .atMost(3)))
        let simulation = try Self.simulate(keep, rules: [.full: "monthly on 1"], existing: [held])
        // The only verified one is never taken away.
        #expect(simulation.steps.last?.oldest == point.time)
        #expect(simulation.steps.last?.snapshots == 4)
    }
}
