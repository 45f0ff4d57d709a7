import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("Retention decides as restic does", .tags(.small))
struct GoldenTests {
    // After every snapshot of the timelines but those that are meant to lie in the future.
    static let now = Timestamp(seconds: 1_750_000_000)

    @Test("as restic 0.19, with its reasons", arguments: GoldenFile.names)
    func current(name: String) throws {
        let golden = try GoldenFile(named: name)
        let points = try golden.points()
        for each in golden.cases {
            let plan = try plan(each, golden, points)
            let expected = try golden.groups("0.19.1", each.restic)
            if let expected {
                try plan.requireNoGroupEmptied()
                #expect(Self.render(plan, withCounts: false) == expected.map(\.withoutCounts), "\(name): \(each.rules)")
            } else {
                let error = #expect(throws: DRError.self) { try plan.requireNoGroupEmptied() }
                #expect(error?.code == .refusedByGuardrail)
            }
        }
    }

    @Test("as restic 0.14, with its counters, but for the oldest of a group", arguments: GoldenFile.allNames)
    func old(name: String) throws {
        let golden = try GoldenFile(named: name)
        let points = try golden.points()
        for each in golden.cases {
            // 0.14 has no unlimited counts.
            guard !each.rules.contains("unlimited") else { continue }
            let ours = Self.render(try plan(each, golden, points), withCounts: true)
            let theirs = try #require(try golden.groups("0.14.0", each.restic))
            #expect(ours.count == theirs.count)
            for (ours, theirs) in zip(ours, theirs) {
                // Only the last snapshot of a group can be kept for being the oldest, and 0.14 knows no such reason.
                var kept = ours.kept
                var removed = ours.removed
                if let last = kept.last, last[1].contains("oldest ") {
                    let reasons = last[1].split(separator: "; ").filter { !$0.hasPrefix("oldest ") }
                    kept.removeLast()
                    if reasons.isEmpty {
                        removed += 1
                    } else {
                        let counters = theirs.kept.last?.last ?? ""
                        kept.append([last[0], reasons.joined(separator: "; "), counters])
                    }
                }
                #expect(kept == theirs.kept, "\(name): \(each.rules)")
                #expect(removed == theirs.removed, "\(name): \(each.rules)")
                #expect([ours.host] + ours.paths + ours.tags == [theirs.host] + theirs.paths + theirs.tags)
            }
        }
    }

    @Test("there are cases of every rule, and of every two of them")
    func coverage() throws {
        var options: Set<String> = []
        var pairs: Set<Set<String>> = []
        var count = 0
        for name in GoldenFile.allNames {
            let golden = try GoldenFile(named: name)
            count += golden.cases.count
            for each in golden.cases {
                let given = Set(each.rules.filter { $0.hasPrefix("--") })
                options.formUnion(given)
                let rules = given.filter { $0.hasPrefix("--keep-") }
                for one in rules { for other in rules where one < other { pairs.insert([one, other]) } }
            }
        }
        #expect(count >= 40)
        #expect(options.count == 14)
        #expect(pairs.count == 13 * 12 / 2)
    }

    private func plan(_ each: GoldenFile.Case, _ golden: GoldenFile, _ points: [RetentionPoint]) throws -> RetentionPlan
    {
        let options = try GoldenRules(each.rules)
        return RetentionPlan(
            applying: options.rules,
            to: points,
            groupedBy: options.grouping,
            now: Self.now,
            localOffset: golden.zone == "Europe/Berlin" ? centralEuropeanOffset : nil
        )
    }

    private static func render(_ plan: RetentionPlan, withCounts: Bool) -> [GoldenFile.Group] {
        plan.groups.map { group in
            GoldenFile.Group(
                host: group.group.hostname ?? "",
                paths: group.group.paths ?? [],
                tags: group.group.tags ?? [],
                removed: group.remove.count,
                kept: group.keep.map { kept in
                    [kept.point.id, kept.reasons.map(\.description).joined(separator: "; ")]
                        + (withCounts ? [render(kept.remaining)] : [])
                }
            )
        }
    }

    private static func render(_ counts: KeepCounts) -> String {
        [
            ("last", counts.last), ("hourly", counts.hourly), ("daily", counts.daily), ("weekly", counts.weekly),
            ("monthly", counts.monthly), ("yearly", counts.yearly),
        ].filter { $0.1.number != 0 }.map { "\($0)=\($1.number)" }.joined(separator: " ")
    }
}
