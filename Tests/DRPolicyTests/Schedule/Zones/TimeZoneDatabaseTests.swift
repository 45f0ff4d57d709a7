import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("The zones of a machine", .tags(.medium))
struct TimeZoneDatabaseTests {
    @Test("the first folder that has a zone counts")
    func folders() throws {
        let bytes = try GoldenCalendar.bytes(of: "Europe-Berlin-2026")
        let database = TimeZoneDatabase(folders: ["/first", "/second"]) { $0 == "/second/Europe/Berlin" ? bytes : nil }
        let zone = try database.zone(named: "Europe/Berlin")
        #expect(zone.name == "Europe/Berlin")
        #expect(zone.utcOffset(at: Timestamp(seconds: 1_782_900_000)) == 7200)
        let error = #expect(throws: DRError.self) { try database.zone(named: "Europe/Berlim") }
        #expect(error?.code == .configurationInvalid)
        #expect(error?.object == "Europe/Berlim")
    }

    @Test("UTC needs no file", arguments: ["UTC", "Etc/UTC"])
    func utc(name: String) throws {
        let database = TimeZoneDatabase { _ in throw DRError(.failed, "read") }
        #expect(try database.zone(named: name).utcOffset(at: .now) == 0)
    }

    @Test(
        "no name leads out of the folder",
        arguments: [
            "", ".", "..", "../etc/passwd", "Europe/../../etc/passwd", "/etc/passwd", "Europe//Berlin", "Europe/",
            "/Europe",
            "Europe/Berlin.bak", "Europe/.hidden", "Europe\\Berlin", "Europe/Ber lin", "Europe/Berlin\0", "Zürich",
            "-a", "+1",
            "~root", "a\nb", String(repeating: "a", count: 65),
        ]
    )
    func escapes(name: String) {
        #expect(!TimeZoneDatabase.isName(name))
        let database = TimeZoneDatabase { _ in
            Issue.record("read")
            return nil
        }
        let error = #expect(throws: DRError.self) { try database.zone(named: name) }
        #expect(error?.message == "not the name of a time zone")
    }

    @Test(
        "names of the database",
        arguments: [
            "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "EST5EDT", "America/Port-au-Prince",
        ]
    )
    func names(name: String) {
        #expect(TimeZoneDatabase.isName(name))
    }
}
