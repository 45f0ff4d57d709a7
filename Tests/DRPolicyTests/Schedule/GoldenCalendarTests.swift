import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("A year of calendar rules, as a scan of every minute found it", .tags(.medium))
struct GoldenCalendarTests {
    @Test("every occurrence, once, in order", arguments: GoldenCalendar.names)
    func occurrences(name: String) throws {
        let golden = try GoldenCalendar(named: name)
        #expect(golden.rules.count >= 39)
        for (text, expected) in golden.rules {
            let rule = try CalendarRule(parsing: text)
            let found = Array(rule.occurrences(from: golden.start, to: golden.end, zone: golden.zone))
            #expect(found == expected, "\(text) \(difference(found, expected))")
        }
    }

    @Test("the last occurrence before, and the next after, at and around each", arguments: GoldenCalendar.names)
    func neighbours(name: String) throws {
        let golden = try GoldenCalendar(named: name)
        for (text, expected) in golden.rules where expected.count < 2000 {
            let rule = try CalendarRule(parsing: text)
            for (earlier, later) in zip(expected, expected.dropFirst()) {
                for instant in [earlier, Timestamp(seconds: later.seconds - 1, nanoseconds: 999_999_999)] {
                    #expect(rule.next(after: instant, zone: golden.zone) == later, "\(text) after \(instant)")
                    #expect(rule.previous(atOrBefore: instant, zone: golden.zone) == earlier, "\(text) at \(instant)")
                }
            }
        }
    }

    @Test("the longest gap", arguments: GoldenCalendar.names)
    func longestGap(name: String) throws {
        let golden = try GoldenCalendar(named: name)
        for (text, expected) in golden.rules {
            guard let first = expected.first, let last = expected.last, first < last else { continue }
            let rule = try CalendarRule(parsing: text)
            let inside = Timestamp(seconds: last.seconds - 1)
            let gap = try #require(rule.longestGap(from: first, to: inside, zone: golden.zone))
            let longest = zip(expected, expected.dropFirst()).map { $1.seconds - $0.seconds }.max()
            #expect(gap.seconds == longest, "\(text)")
            #expect(expected.contains(gap.start) && expected.contains(gap.end))
        }
    }

    @Test("the text of a rule makes the same rule", arguments: ["UTC-2026"])
    func canonicalText(name: String) throws {
        for (text, _) in try GoldenCalendar(named: name).rules {
            let rule = try CalendarRule(parsing: text)
            #expect(try CalendarRule(parsing: rule.description) == rule, "\(text) became \(rule)")
        }
    }

    private func difference(_ found: [Timestamp], _ expected: [Timestamp]) -> String {
        let tooMany = Set(found).subtracting(expected).min().map { RFC3339.format($0) } ?? "-"
        let tooFew = Set(expected).subtracting(found).min().map { RFC3339.format($0) } ?? "-"
        return "first too many \(tooMany), first missing \(tooFew)"
    }
}
