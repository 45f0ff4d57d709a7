import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("Random calendar rules", .tags(.medium))
struct CalendarPropertyTests {
    /// What a look at each minute finds from `start` on and before `end`.
    ///
    /// It begins four days earlier, to know what the clock has shown.
    static func scan(_ rule: RandomRule, _ zone: TimeZoneRules, from start: Int64, to end: Int64) -> [Timestamp] {
        var found: [Timestamp] = []
        var shown: Int64?
        var day: Int64?
        var dayStart: Int64 = 0
        var isDay = false
        for seconds in stride(from: start - 4 * 86_400, to: end, by: 60) {
            let local = seconds + Int64(zone.utcOffset(at: Timestamp(seconds: seconds)))
            let date = local / 86_400
            if day.map({ date > $0 }) ?? true {
                (day, dayStart) = (date, seconds)
                isDay = rule.matches(CivilTime(utcSeconds: local))
            }
            var fires = false
            if let counted = rule.counted {
                fires = isDay && counted.offsets.contains(Int((seconds - dayStart) / 60) % counted.interval)
            } else if let before = shown, local > before {
                for minute in stride(from: before + 60, through: local, by: 60) where !fires {
                    let time = CivilTime(utcSeconds: minute)
                    fires = rule.clock?.contains(time.hour * 60 + time.minute) == true && rule.matches(time)
                }
            }
            shown = max(shown ?? local, local)
            if fires, seconds >= start { found.append(Timestamp(seconds: seconds)) }
        }
        return found
    }

    @Test("never twice, never skipped, in order, also around the turns of the clock")
    func againstScan() throws {
        var generator = SeededGenerator.announced()
        let goldens = try GoldenCalendar.names.map { try GoldenCalendar(named: $0) }
        for _ in 0..<40 {
            let golden = try #require(goldens.randomElement(using: &generator))
            let model = RandomRule.make(&generator)
            let rule = try CalendarRule(parsing: model.text)
            let turns = golden.offsets.map(\.seconds).filter { $0 > golden.start.seconds && $0 < golden.end.seconds }
            let middle = turns.randomElement(using: &generator) ?? golden.start.seconds
            let start = (middle - Int64.random(in: 0...150_000, using: &generator)) / 60 * 60
            let end = start + 4 * 86_400
            let expected = Self.scan(model, golden.zone, from: start, to: end)
            let (from, to) = (Timestamp(seconds: start), Timestamp(seconds: end))
            let found = Array(rule.occurrences(from: from, to: to, zone: golden.zone))
            #expect(found == expected, "\(model) in \(golden.zone.name) from \(start)")
            #expect(zip(found, found.dropFirst()).allSatisfy { $0 < $1 })

            let instant = Timestamp(seconds: Int64.random(in: start..<end, using: &generator))
            if let last = expected.last(where: { $0 <= instant }) {
                #expect(rule.previous(atOrBefore: instant, zone: golden.zone) == last, "\(model) at \(instant)")
            }
            if let next = expected.first(where: { $0 > instant }) {
                #expect(rule.next(after: instant, zone: golden.zone) == next, "\(model) at \(instant)")
            }
        }
    }

    @Test("the canonical text makes the same rule")
    func canonicalText() throws {
        var generator = SeededGenerator.announced()
        for _ in 0..<3000 {
            let text = RandomRule.make(&generator).text
            let rule = try CalendarRule(parsing: text)
            let again = try CalendarRule(parsing: rule.description)
            #expect(again == rule, "\(text) became \(rule)")
            #expect(again.description == rule.description)
        }
    }

    @Test("next and previous are each other's reverse over centuries")
    func reverse() throws {
        var generator = SeededGenerator.announced()
        let golden = try GoldenCalendar(named: "Europe-Berlin-2026")
        for _ in 0..<300 {
            let text = RandomRule.make(&generator).text
            let rule = try CalendarRule(parsing: text)
            let instant = Timestamp(seconds: Int64.random(in: -2_000_000_000...12_000_000_000, using: &generator))
            let next = try #require(rule.next(after: instant, zone: golden.zone))
            #expect(next > instant)
            #expect(rule.previous(atOrBefore: next, zone: golden.zone) == next, "\(text) at \(instant)")
            let before = try #require(rule.previous(atOrBefore: instant, zone: golden.zone))
            #expect(before <= instant)
            #expect(rule.next(after: before, zone: golden.zone) == next, "\(text) at \(instant)")
        }
    }

    @Test("damaged text is refused with a reason and never accepted wrongly")
    func damaged() throws {
        var generator = SeededGenerator.announced()
        let bytes = Array("abdehilmnorstuwy0123456789*/,-:.@ ".utf8)
        for _ in 0..<3000 {
            var text = Array(RandomRule.make(&generator).text.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &generator) where !text.isEmpty {
                let place = Int.random(in: text.indices, using: &generator)
                if Bool.random(using: &generator) {
                    text.remove(at: place)
                } else {
                    text.insert(bytes.randomElement(using: &generator) ?? 32, at: place)
                }
            }
            let damaged = String(decoding: text, as: UTF8.self)
            do {
                let rule = try CalendarRule(parsing: damaged)
                #expect(try CalendarRule(parsing: rule.description) == rule, "\(damaged) became \(rule)")
            } catch let error as DRError {
                #expect(error.code == .configurationInvalid)
                #expect(error.hint?.isEmpty == false, "\(damaged)")
            }
        }
    }
}
