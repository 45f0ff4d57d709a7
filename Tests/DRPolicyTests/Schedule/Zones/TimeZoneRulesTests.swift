import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("Time zones", .tags(.medium))
struct TimeZoneRulesTests {
    @Test("the offset at each sample, with a rule at the end and written out", arguments: GoldenCalendar.names)
    func offsets(name: String) throws {
        let golden = try GoldenCalendar(named: name)
        #expect(golden.offsets.count >= 60)
        for (seconds, east) in golden.offsets {
            let instant = Timestamp(seconds: seconds)
            #expect(golden.zone.utcOffset(at: instant) == east, "at \(seconds)")
            #expect(golden.writtenOut.utcOffset(at: instant) == east, "written out, at \(seconds)")
        }
    }

    @Test("periods join without holes", arguments: GoldenCalendar.names)
    func periods(name: String) throws {
        let zone = try GoldenCalendar(named: name).zone
        var period = zone.period(at: -5_000_000_000)
        var count = 0
        while period.end < 5_000_000_000 {
            let next = zone.period(at: period.end)
            #expect(next.start == period.end)
            #expect(zone.period(at: period.end - 1) == period)
            period = next
            count += 1
        }
        #expect(count < 600)
    }

    @Test(
        "local times that exist once, twice or not at all",
        arguments: [
            ("Europe-Berlin-2026", CivilTime(year: 2026, month: 7, day: 1, hour: 12), "once 2026-07-01T10:00:00Z"),
            (
                "Europe-Berlin-2026", CivilTime(year: 2026, month: 3, day: 29, hour: 2, minute: 30),
                "skipped 2026-03-29T01:00:00Z 3600"
            ),
            ("Europe-Berlin-2026", CivilTime(year: 2026, month: 3, day: 29, hour: 3), "once 2026-03-29T01:00:00Z"),
            (
                "Europe-Berlin-2026", CivilTime(year: 2026, month: 10, day: 25, hour: 2),
                "twice 2026-10-25T00:00:00Z 2026-10-25T01:00:00Z"
            ),
            ("Europe-Berlin-2026", CivilTime(year: 2026, month: 10, day: 25, hour: 3), "once 2026-10-25T02:00:00Z"),
            (
                "Australia-Lord_Howe-2051", CivilTime(year: 2051, month: 10, day: 1, hour: 2, minute: 29),
                "skipped 2051-09-30T15:30:00Z 1800"
            ),
            (
                "Australia-Lord_Howe-2051", CivilTime(year: 2051, month: 4, day: 2, hour: 1, minute: 30),
                "twice 2051-04-01T14:30:00Z 2051-04-01T15:00:00Z"
            ),
            (
                "Pacific-Apia-2011", CivilTime(year: 2011, month: 12, day: 30, hour: 9),
                "skipped 2011-12-30T10:00:00Z 86400"
            ),
        ]
    )
    func localTimes(name: String, time: CivilTime, expected: String) throws {
        let found = try GoldenCalendar(named: name).zone.instants(showing: time)
        let text =
            switch found {
            case .once(let instant): "once " + RFC3339.format(instant)
            case .skipped(let instant, let gap): "skipped " + RFC3339.format(instant) + " \(gap)"
            case .twice(let first, let second): "twice " + RFC3339.format(first) + " " + RFC3339.format(second)
            }
        #expect(text == expected)
        #expect(try RFC3339.format(found.first) == #require(expected.split(separator: " ").dropFirst().first))
    }

    /// A TZif file of version 2 without changes, with a rule at its end.
    private func zone(rule: String, type offset: UInt8 = 0) throws -> TimeZoneRules {
        let counts: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4]
        let block =
            Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + counts + [0, 0, 0, offset, 0, 0]
            + Array("UTC\0".utf8)
        let bytes = block + block + Array("\n\(rule)\n".utf8)
        return try bytes.withUnsafeBytes { try TimeZoneRules(name: "Test/Zone", tzif: $0) }
    }

    @Test(
        "rules of POSIX",
        arguments: [
            ("UTC0", "2026-07-01T00:00:00Z", 0), ("<+0545>-5:45", "2026-07-01T00:00:00Z", 20_700),
            ("<-03>3", "2026-07-01T00:00:00Z", -10_800), ("LMT-0:53:28", "2026-07-01T00:00:00Z", 3208),
            ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-07-01T00:00:00Z", 7200),
            ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T00:59:59Z", 3600),
            ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T01:00:00Z", 7200),
            ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-12-31T23:59:59Z", 3600),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-01-01T00:00:00Z", 0),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-01T00:00:00Z", 3600),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", -7200),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -3600),
            ("IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-26T23:59:59Z", 7200),
            ("IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-27T00:00:00Z", 10_800),
            ("XXX3EDT4,0/0,J365/23", "2026-01-01T03:00:00Z", -14_400),
            ("XXX3EDT4,0/0,J365/23", "2026-07-01T00:00:00Z", -14_400),
            ("XXX3EDT4,0/0,J365/23", "2024-12-31T23:59:59Z", -14_400),
            ("EST5EDT,J60,J300", "2024-03-01T06:59:59Z", -18_000),
            ("EST5EDT,J60,J300", "2024-03-01T07:00:00Z", -14_400),
            ("EST5EDT,59,300", "2024-02-29T06:59:59Z", -18_000), ("EST5EDT,59,300", "2024-02-29T07:00:00Z", -14_400),
        ] as [(String, String, Int32)]
    )
    func posixRules(rule: String, time: String, expected: Int32) throws {
        let instant = try #require(RFC3339.parse(time))
        #expect(try zone(rule: rule).utcOffset(at: instant) == expected)
    }

    @Test(
        "bad rules of POSIX are damage",
        arguments: [
            "X0", "UTC", "UTC25", "UTC0:60", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
            "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0/168", "<UTC0", "<>0",
            "CET-1CEST,J0,J300", "CET-1CEST,366,300", "CET-1CEST,M3.5.0,M10.5.0,", "UTC0 ", "UTC0000",
        ]
    )
    func badPOSIXRules(rule: String) {
        let error = #expect(throws: DRError.self) { try zone(rule: rule) }
        #expect(error?.message == "the time zone data is damaged")
    }

    @Test("without a rule the last offset stays")
    func noRule() throws {
        let zone = try zone(rule: "", type: 60)
        #expect(zone.utcOffset(at: Timestamp(seconds: 1_800_000_000)) == 60)
        #expect(zone.utcOffset(at: Timestamp(seconds: .min)) == 60)
    }

    @Test("damaged and cut files give an error or a zone, never a crash", arguments: GoldenCalendar.names)
    func damaged(name: String) throws {
        var generator = SeededGenerator.announced()
        let text = try GoldenCalendar.bytes(of: name)
        for count in 0..<text.count - 1 where count < 44 || Int.random(in: 0..<8, using: &generator) == 0 {
            let cut = Array(text.prefix(count))
            let error = #expect(throws: DRError.self) {
                try cut.withUnsafeBytes { try TimeZoneRules(name: name, tzif: $0) }
            }
            #expect(error?.code == .configurationInvalid)
        }
        for _ in 0..<300 {
            var bytes = text
            for _ in 0...2 {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(
                    in: .min ... .max,
                    using: &generator
                )
            }
            do {
                let zone = try bytes.withUnsafeBytes { try TimeZoneRules(name: name, tzif: $0) }
                for seconds in [Int64.min, 0, 1_800_000_000, Int64.max] {
                    #expect(abs(zone.utcOffset(at: Timestamp(seconds: seconds))) < 26 * 3600)
                }
                let rule = try CalendarRule(parsing: "daily at 02:30")
                let start = Timestamp(seconds: 1_700_000_000)
                #expect(try #require(rule.next(after: start, zone: zone)) > start)
            } catch let error as DRError {
                #expect(error.code == .configurationInvalid)
            }
        }
    }
}
