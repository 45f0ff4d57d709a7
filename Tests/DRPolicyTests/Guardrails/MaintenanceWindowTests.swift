import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("Maintenance windows", .tags(.small))
struct MaintenanceWindowTests {
    private static func window(_ days: [MaintenanceWindow.Day], _ from: String, _ to: String) throws
        -> MaintenanceWindow
    {
        var window = MaintenanceWindow()
        window.days = days
        window.from = try #require(TimeOfDay(from))
        window.to = try #require(TimeOfDay(to))
        return window
    }

    private static func time(_ text: String) throws -> Timestamp { try #require(RFC3339.parse(text)) }

    private static func zone(_ name: String) throws -> TimeZoneRules {
        try TimeZoneDatabase { path in
            try? ScratchDirectory(existing: "/").read(String(path.dropFirst()))
        }.zone(named: name)
    }

    @Test(
        "begins and ends to the second",
        arguments: [
            ("2027-01-16T03:59:59Z", false), ("2027-01-16T04:00:00Z", true), ("2027-01-16T05:59:59Z", true),
            ("2027-01-16T06:00:00Z", false), ("2027-01-15T05:00:00Z", false), ("2027-01-17T05:00:00Z", false),
        ]
    )
    func contains(text: String, isInside: Bool) throws {
        #expect(try Self.window([.sat], "04:00", "06:00").contains(Self.time(text), zone: .utc) == isInside)
    }

    @Test(
        "over midnight it belongs to the day on which it begins",
        arguments: [
            ("2027-01-16T23:30:00Z", true), ("2027-01-17T01:59:00Z", true), ("2027-01-17T02:00:00Z", false),
            ("2027-01-16T01:00:00Z", false), ("2027-01-17T23:30:00Z", false),
        ]
    )
    func overMidnight(text: String, isInside: Bool) throws {
        #expect(try Self.window([.sat], "23:00", "02:00").contains(Self.time(text), zone: .utc) == isInside)
    }

    @Test("24:00 ends the day")
    func endOfDay() throws {
        let window = try Self.window([.sat], "22:00", "24:00")
        #expect(try window.contains(Self.time("2027-01-16T23:59:59Z"), zone: .utc))
        #expect(try !window.contains(Self.time("2027-01-17T00:00:00Z"), zone: .utc))
    }

    @Test("the next one is found, also a week ahead")
    func next() throws {
        let window = try Self.window([.sat], "04:00", "06:00")
        #expect(
            try window.nextStart(after: Self.time("2027-01-15T08:00:00Z"), zone: .utc)
                == Self.time("2027-01-16T04:00:00Z")
        )
        #expect(
            try window.nextStart(after: Self.time("2027-01-16T04:00:00Z"), zone: .utc)
                == Self.time("2027-01-23T04:00:00Z")
        )
    }

    @Test("days and times are those of the zone, also when the clocks turn")
    func zones() throws {
        let berlin = try Self.zone("Europe/Berlin")
        let window = try Self.window([.sun], "01:30", "02:30")
        // On 2027-03-28 the clock goes from 02:00 to 03:00: the window ends with the gap.
        #expect(try window.contains(Self.time("2027-03-28T00:45:00Z"), zone: berlin))
        #expect(try !window.contains(Self.time("2027-03-28T01:00:00Z"), zone: berlin))
        #expect(
            try window.nextStart(after: Self.time("2027-03-22T00:00:00Z"), zone: berlin)
                == Self.time("2027-03-28T00:30:00Z")
        )
        // A window that lies in the gap does not open that day.
        let lost = try Self.window([.sun], "02:10", "02:50")
        #expect(
            try lost.nextStart(after: Self.time("2027-03-28T00:00:00Z"), zone: berlin)
                == Self.time("2027-04-04T00:10:00Z")
        )
        // In autumn 02:00 to 03:00 is shown twice; the window ends when 02:30 is shown first.
        #expect(try window.contains(Self.time("2027-10-31T00:29:00Z"), zone: berlin))
        #expect(try !window.contains(Self.time("2027-10-31T00:31:00Z"), zone: berlin))
    }
}
