import DRCore
import DRTestSupport
import Testing

struct RFC3339Tests {
    @Test(
        .tags(.small),
        arguments: [
            (Timestamp(seconds: 0), "1970-01-01T00:00:00Z"),
            (Timestamp(seconds: 1, nanoseconds: 500_000_000), "1970-01-01T00:00:01.5Z"),
            (Timestamp(seconds: 1_700_000_000, nanoseconds: 120_000), "2023-11-14T22:13:20.00012Z"),
            (Timestamp(seconds: 4_102_444_800, nanoseconds: 999_999_999), "2100-01-01T00:00:00.999999999Z"),
            (Timestamp(seconds: -1, nanoseconds: 1), "1969-12-31T23:59:59.000000001Z"),
            (Timestamp(seconds: 951_782_400, nanoseconds: 100), "2000-02-29T00:00:00.0000001Z"),
            (Timestamp(seconds: -62_135_596_800), "0001-01-01T00:00:00Z"),
            (Timestamp(seconds: -62_167_219_200), "0000-01-01T00:00:00Z"),
            (Timestamp(seconds: 253_402_300_799, nanoseconds: 10), "9999-12-31T23:59:59.00000001Z"),
        ]
    )
    func writesAndReads(instant: Timestamp, text: String) {
        #expect(RFC3339.format(instant) == text)
        #expect(RFC3339.parse(text) == instant)
    }

    @Test(
        .tags(.small),
        arguments: [
            // The 29th of February 10000 has no counterpart in 9999.
            (253_402_300_800, "9999-01-01T00:00:00Z"), (253_402_300_800 + 59 * 86_400, "9999-03-01T00:00:00Z"),
            (-62_167_219_201, "0000-12-31T23:59:59Z"),
        ] as [(Int64, String)]
    )
    func holdsTheYearInFourDigits(seconds: Int64, text: String) {
        #expect(RFC3339.format(Timestamp(seconds: seconds)) == text)
    }

    @Test(.tags(.small), arguments: [Int64.min, Int64.min + 1, -1 << 55, 1 << 55, Int64.max])
    func writesTimesOfAnyFileSystem(seconds: Int64) {
        let text = RFC3339.format(Timestamp(seconds: seconds, nanoseconds: 999_999_999))
        #expect(RFC3339.parse(text) != nil)
    }

    @Test(
        .tags(.small),
        arguments: [
            ("2024-01-25T15:30:22+01:00", "2024-01-25T14:30:22Z"),
            ("2024-01-25T09:00:22.25-05:30", "2024-01-25T14:30:22.25Z"),
            ("2024-01-01T00:30:00+01:00", "2023-12-31T23:30:00Z"), ("2024-01-25t14:30:22z", "2024-01-25T14:30:22Z"),
            ("2024-01-25T14:30:22,5Z", "2024-01-25T14:30:22.5Z"),
            ("2024-01-25T14:30:22.100000000Z", "2024-01-25T14:30:22.1Z"),
            ("2024-01-25T14:30:22.1234567899Z", "2024-01-25T14:30:22.123456789Z"),
            ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"),
            ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"), ("2024-01-25T14:30:22-00:00", "2024-01-25T14:30:22Z"),
        ]
    )
    func readsWhatOthersWrite(text: String, same: String) {
        #expect(RFC3339.parse(text).map { RFC3339.format($0) } == same)
    }

    @Test(
        .tags(.small),
        arguments: [
            "", "2024", "2024-01-25", "2024-01-25T14:30:22", "2024-01-25 14:30:22Z", "2024-01-25T14:30Z",
            "2024-13-01T00:00:00Z",
            "2024-00-01T00:00:00Z", "2024-01-00T00:00:00Z", "2024-01-32T00:00:00Z", "2023-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2024-04-31T00:00:00Z", "2024-01-25T24:00:00Z", "2024-01-25T14:60:22Z", "2024-01-25T14:30:61Z",
            "2024-01-25T14:30:22.Z",
            "2024-01-25T14:30:22ZZ", "2024-01-25T14:30:22+1:00", "2024-01-25T14:30:22+01", "2024-01-25T14:30:22+0100",
            "2024-01-25T14:30:22+24:00", "2024-01-25T14:30:22+01:60", "+024-01-25T14:30:22Z", "2024-01-25T14:30:22.5",
            "x024-01-25T14:30:22Z",
            "2024-01-25T14:30:22+", "2024-01-25T14:30:22+01:", "２024-01-25T14:30:22Z",
        ]
    )
    func refusesOtherTexts(text: String) {
        #expect(RFC3339.parse(text) == nil)
    }

    @Test(.tags(.small), arguments: 0..<20)
    func roundTripsRandomInstants(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let instant = Timestamp(
                seconds: Int64.random(in: -62_167_219_200...253_402_300_799, using: &random),
                nanoseconds: Int32.random(in: 0..<1_000_000_000, using: &random)
            )
            #expect(RFC3339.parse(RFC3339.format(instant)) == instant)
        }
    }

    @Test(
        .tags(.small),
        arguments: [
            ("2024-01-25T15:30:22+01:00", 3600), ("2024-01-25T09:00:22.25-05:30", -19_800), ("2024-01-25T14:30:22Z", 0),
            ("2024-01-01T00:30:00.000000001+14:00", 50_400), ("2024-03-01T00:00:00-12:00", -43_200),
        ] as [(String, Int32)]
    )
    func keepsTheOffset(text: String, offset: Int32) throws {
        let time = try #require(Array(text.utf8).withUnsafeBytes { RFC3339.parseWithOffset($0) })
        #expect(time.utcOffset == offset)
        #expect(RFC3339.format(time.instant, utcOffset: time.utcOffset) == text)
    }

    @Test(.tags(.small), arguments: [(-59, "Z"), (3661, "+01:01"), (-3661, "-01:01")] as [(Int32, String)])
    func cutsTheOffsetToMinutes(offset: Int32, zone: String) {
        #expect(RFC3339.format(Timestamp(seconds: 0), utcOffset: offset).hasSuffix(zone))
    }

    @Test(.tags(.small))
    func appendsToABuffer() {
        let buffer = ByteBuffer()
        buffer.append("at ")
        RFC3339.append(Timestamp(seconds: 0, nanoseconds: 1), to: buffer)
        RFC3339.append(Timestamp(seconds: 0), to: buffer)
        #expect(
            String(decoding: buffer.bytes, as: UTF8.self) == "at 1970-01-01T00:00:00.000000001Z1970-01-01T00:00:00Z"
        )
    }
}
