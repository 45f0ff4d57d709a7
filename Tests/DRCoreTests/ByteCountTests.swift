import DRCore
import DRTestSupport
import Testing

struct ByteCountTests {
    @Test(
        .tags(.small),
        arguments: [
            (0, "0 B"), (1, "1 B"), (1023, "1023 B"), (1024, "1.00 KiB"), (1536, "1.50 KiB"), (10 << 10, "10.0 KiB"),
            (100 << 10, "100 KiB"), (1023 << 10, "1023 KiB"), (1 << 20, "1.00 MiB"), ((1 << 20) - 1, "1.00 MiB"),
            (1_782_411_264, "1.66 GiB"), (1 << 40, "1.00 TiB"), (1 << 50, "1.00 PiB"), (.max, "16384 PiB"),
            (10_235, "10.0 KiB"), (10_239, "10.0 KiB"), (102_399, "100 KiB"), (1_048_473, "1.00 MiB"),
            (1_047_961, "1023 KiB"),
        ] as [(UInt64, String)]
    )
    func writes(bytes: UInt64, text: String) {
        #expect(ByteCount.format(bytes) == text)
    }

    @Test(
        .tags(.small),
        arguments: [
            ("0", 0), ("512", 512), ("512B", 512), ("64K", 64 << 10), ("64k", 64 << 10), ("64KiB", 64 << 10),
            ("64 KiB", 64 << 10), ("10M", 10 << 20), ("10mb", 10 << 20), ("1.5G", 3 << 29), ("2TiB", 2 << 40),
            ("1P", 1 << 50), ("0.5K", 512), ("18446744073709551615", .max),
        ] as [(String, UInt64)]
    )
    func reads(text: String, bytes: UInt64) {
        #expect(ByteCount.parse(text) == bytes)
    }

    @Test(
        .tags(.small),
        arguments: [
            "", "K", "-1", "-1K", "1X", "1KK", "one", "1e400", "nan", "inf", "16384P", "99999999999999999999", "1..5K",
            "K1",
        ]
    )
    func refuses(text: String) {
        #expect(ByteCount.parse(text) == nil)
    }

    @Test(.tags(.small))
    func readsBackWhatItWrites() throws {
        var generator = SeededGenerator.announced()
        for _ in 0..<2000 {
            let bytes = generator.next() >> UInt64.random(in: 2...63, using: &generator)
            let back = try #require(ByteCount.parse(ByteCount.format(bytes)))
            // Three significant digits, and the rounding to whole bytes.
            #expect(abs(Double(back) - Double(bytes)) <= Double(bytes) * 0.005 + 1)
        }
    }
}
