import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("Signs of an intruder in restore points", .tags(.small))
struct RestorePointSignsTests {
    private func signs(_ change: (inout RestorePointSigns) -> Void) -> RestorePointSigns {
        var signs = RestorePointSigns()
        signs.files = 100
        change(&signs)
        return signs
    }

    @Test("an ordinary day, also a busy one, is clean")
    func ordinary() {
        #expect(signs { _ in }.label == .clean)
        #expect(signs { $0.changed = 100 }.label == .clean)
        #expect(signs { $0.renamed = 30 }.label == .clean)
        // Few files say nothing, whatever happens to them.
        let few = signs { signs in
            (signs.files, signs.changed, signs.renamed, signs.kindsKnown, signs.kindsLost) = (4, 4, 4, 4, 4)
        }
        #expect(few.label == .clean)
    }

    @Test("a damaged canary alone is enough; of other signs two")
    func suspect() {
        #expect(signs { ($0.canaries, $0.canariesDamaged) = (1, 1) }.label == .suspect)
        let dense = signs { signs in
            signs.changed = 60
            (signs.bytesBefore, signs.storedBefore) = (1_000_000, 300_000)
            (signs.bytesNow, signs.storedNow) = (1_000_000, 1_000_000)
        }
        #expect(dense.signs.count == 2)
        #expect(dense.label == .suspect)
        #expect(signs { ($0.changed, $0.kindsKnown, $0.kindsLost) = (60, 20, 15) }.label == .suspect)
        #expect(
            signs { ($0.renamed, $0.suffix, $0.kindsKnown, $0.kindsLost) = (40, ".locked", 20, 15) }.label == .suspect
        )
        // What did not compress before says nothing when it does not compress now.
        let scans = signs { signs in
            signs.changed = 60
            (signs.bytesBefore, signs.storedBefore) = (1_000_000, 990_000)
            (signs.bytesNow, signs.storedNow) = (1_000_000, 1_000_000)
        }
        #expect(scans.label == .clean)
    }

    @Test("kinds are known by their first bytes")
    func kinds() {
        #expect(ContentKind.of(Array("%PDF-1.7 …".utf8)) == .pdf)
        #expect(ContentKind.of(Array("Grüße\n".utf8)) == .text)
        #expect(ContentKind.of([0x50, 0x4B, 3, 4, 0]) == .zip)
        #expect(ContentKind.of([]) == nil)
        #expect(ContentKind.of(SeededGenerator.repeating(3, count: 4096)) == nil)
        // A character that the sample cuts in two is still text.
        #expect(ContentKind.of(Array(String(repeating: "ü", count: 300).utf8).prefix(511)) == .text)
    }

    @Test(
        "quarters have names, beginnings and ends",
        arguments: [("2026Q4", 10, 1), ("2026q1", 1, 4), ("2024Q2", 4, 7)]
    )
    func quarters(text: String, first: Int, next: Int) throws {
        let quarter = try #require(CalendarQuarter(text))
        #expect(CivilTime(utcSeconds: quarter.start.seconds).month == first)
        #expect(CivilTime(utcSeconds: quarter.end.seconds).month == next)
        #expect(CalendarQuarter(of: quarter.start) == quarter)
        #expect(CalendarQuarter(of: Timestamp(seconds: quarter.end.seconds - 1)) == quarter)
        #expect(CalendarQuarter(of: quarter.end) != quarter)
    }

    @Test(
        "what is no quarter is not taken for one",
        arguments: ["", "2026", "2026Q5", "2026Q0", "26Q1", "Q1", "2026Q1x"]
    )
    func noQuarter(text: String) { #expect(CalendarQuarter(text) == nil) }
}
