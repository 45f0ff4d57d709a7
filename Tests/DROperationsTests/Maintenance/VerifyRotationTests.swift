import DRCore
import DRPolicy
import DRRepository
import DRTestSupport
import Testing

@testable import DROperations

@Suite("The rotation of verification", .tags(.small))
struct VerifyRotationTests {
    @Test(
        "as many parts as runs fit into nine tenths of the time",
        arguments: [
            ("daily at 04:00", 30, 27), ("weekly on sun at 04:00", 30, 3), ("weekly on sun at 04:00", 7, 1),
            ("hourly", 30, 256), ("monthly on 1", 20, 1),
        ]
    )
    func parts(rule: String, days: Int64, expected: Int) throws {
        // 2026-05-04 is a Monday.
        let now = try #require(RFC3339.parse("2026-05-04T12:00:00Z"))
        let calendar = RunCalendar(rules: [.verify: try CalendarRule(parsing: rule)], zone: .utc, since: now)
        #expect(VerifyRotation.parts(calendar, within: days * 86_400, from: now) == expected)
    }

    @Test("each part follows the one before, and a round begins anew after the last")
    func rounds() {
        var rotation: VerifyRotation?
        var seen: [Int] = []
        for second in 0..<7 {
            rotation = VerifyRotation.next(after: rotation, parts: 3, now: Timestamp(seconds: Int64(second)))
            seen.append(rotation?.part ?? 0)
        }
        #expect(seen == [1, 2, 3, 1, 2, 3, 1])
        #expect(rotation?.started == Timestamp(seconds: 6))
        let other = VerifyRotation.next(after: rotation, parts: 5, now: Timestamp(seconds: 9))
        #expect(other == VerifyRotation(part: 1, parts: 5, started: Timestamp(seconds: 9)))
    }

    @Test("the place survives in the details of a run; other details begin a new round")
    func details() {
        let rotation = VerifyRotation(part: 2, parts: 27, started: Timestamp(seconds: 1_777_000_000))
        let text = DetailsText.object { json in
            rotation.write(to: &json)
            json.key("packs")
            json.number(7)
        }
        #expect(VerifyRotation(details: text) == rotation)
        for bad in ["", "{}", "[]", #"{"part":3,"parts":2,"round_started":"2026-01-01T00:00:00Z"}"#, #"{"part":"1"}"#] {
            #expect(VerifyRotation(details: bad) == nil)
        }
    }
}
