import DRTestSupport
import DRWorkloads
import Testing

@Suite("Names and positions of the write-ahead log")
struct WALNameTests {
    @Test(
        "positions are read and written",
        .tags(.small),
        arguments: ["0/0", "16/B374D848", "FFFFFFFF/FFFFFFFF", "0/1"]
    )
    func positions(text: String) {
        #expect(LogSequenceNumber(text)?.description == text)
    }

    @Test(
        "what is no position",
        .tags(.small),
        arguments: ["", "0", "/", "1/", "/1", "1/2/3", "G/0", "123456789/0", "+1/0", " 1/0"]
    )
    func noPositions(text: String) {
        #expect(LogSequenceNumber(text) == nil)
    }

    @Test(
        "segments have the names that PostgreSQL gives them",
        .tags(.small),
        arguments: [
            ("000000010000000000000001", UInt64(16 << 20), "0/1000000"),
            ("0000000A0000000A000000FE", 16 << 20, "A/FE000000"),
            ("000000010000000200000003", 1 << 30, "2/C0000000"),
            ("000000010000000200000FFF", 1 << 20, "2/FFF00000"),
        ]
    )
    func segments(name: String, size: UInt64, start: String) throws {
        let segment = try #require(WALSegment(name: name, size: size))
        #expect(segment.name == name)
        #expect(segment.start.description == start)
        #expect(WALSegment(timeline: segment.timeline, holding: segment.start, size: size) == segment)
        #expect(segment.next.start == segment.end)
    }

    @Test(
        "names survive a round trip, and follow each other",
        .tags(.small),
        arguments: [UInt64(1 << 20), 16 << 20, 1 << 30]
    )
    func roundTrip(size: UInt64) throws {
        var random = SeededGenerator(seed: size)
        for _ in 0..<500 {
            let number = UInt64.random(in: 0..<(1 << 40), using: &random) / (size >> 20)
            let segment = WALSegment(timeline: .random(in: 1...9, using: &random), number: number, size: size)
            #expect(WALSegment(name: segment.name, size: size) == segment)
            #expect(segment.name < segment.next.name)
        }
    }

    @Test(
        "what is handed to the archive command",
        .tags(.small),
        arguments: [
            "000000010000000000000001", "000000020000000000000003.partial", "00000002.history",
            "000000010000000000000004.00000028.backup",
        ]
    )
    func fileNames(name: String) {
        #expect(WALFileName(name)?.name == name)
    }

    @Test(
        "what is not",
        .tags(.small),
        arguments: [
            "", "00000001000000000000000", "0000000100000000000000g1", "00000000.history", "../../etc/passwd",
            "000000010000000000000001.gz", "000000010000000000000001.partial.partial", "RECOVERYXLOG",
            "000000010000000000000004.0000028.backup", "00000001000000000000000a", "00000002.History",
        ]
    )
    func noFileNames(name: String) {
        #expect(WALFileName(name) == nil)
    }

    @Test("the history of a timeline", .tags(.small))
    func history() throws {
        let text = "1\t0/5000000\tno recovery target specified\n\n2\t0/7000060\tbefore 2026-01-25 14:30:22+00\n"
        let history = try TimelineHistory(timeline: 3, Array(text.utf8))
        #expect(history.ancestors.map(\.timeline) == [1, 2])
        let inside = try #require(LogSequenceNumber("0/4000000"))
        let between = try #require(LogSequenceNumber("0/6000000"))
        let after = try #require(LogSequenceNumber("0/8000000"))
        #expect(history.contains(inside, on: 1))
        #expect(!history.contains(between, on: 1))
        #expect(history.contains(between, on: 2))
        #expect(history.contains(after, on: 3))
        #expect(!history.contains(after, on: 2))
        #expect(!history.contains(after, on: 4))
    }

    @Test(
        "a damaged history is found",
        .tags(.small),
        arguments: ["x\t0/1\t", "1\t0\t", "2\t0/1\n1\t0/2", "5\t0/1", "1"]
    )
    func damagedHistory(text: String) {
        #expect(throws: (any Error).self) { try TimelineHistory(timeline: 5, Array(text.utf8)) }
    }
}
