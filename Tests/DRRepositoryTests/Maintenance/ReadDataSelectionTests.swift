import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

@Suite(.tags(.small))
struct ReadDataSelectionTests {
    @Test(
        "the forms of the option",
        arguments: [
            ("1/5", ReadDataSelection.part(number: 1, count: 5)), ("256/256", .part(number: 256, count: 256)),
            ("10%", .percent(10)), ("2.5%", .percent(2.5)), ("100%", .percent(100)), ("500M", .bytes(500 << 20)),
        ]
    )
    func parses(_ text: String, _ expected: ReadDataSelection) throws {
        #expect(try ReadDataSelection(parsing: text) == expected)
    }

    @Test("what is no part", arguments: ["", "0/5", "6/5", "1/257", "0%", "101%", "-1%", "x", "0", "1/", "/2", "nan%"])
    func refuses(_ text: String) {
        #expect(throws: (any Error).self) { try ReadDataSelection(parsing: text) }
    }

    private static let packs: [(id: ObjectID, size: Int)] = {
        var generator = SeededGenerator(seed: 5)
        return (0..<400).map { _ in (generator.id(), 1000) }
    }()

    @Test("all parts together are all packs, and none lies in two")
    func partsCover() {
        var generator = SeededGenerator(seed: 1)
        var seen: Set<ObjectID> = []
        for number in 1...7 {
            let part = ReadDataSelection.part(number: number, count: 7).choose(from: Self.packs, using: &generator)
            #expect(seen.isDisjoint(with: part))
            seen.formUnion(part)
        }
        #expect(seen.count == 400)
    }

    @Test("a share and a size choose as many as asked, at least one, the same for the same seed")
    func amounts() {
        func choose(_ selection: ReadDataSelection, _ seed: UInt64) -> Set<ObjectID> {
            var generator = SeededGenerator(seed: seed)
            return selection.choose(from: Self.packs, using: &generator)
        }
        #expect(choose(.percent(10), 1).count == 40)
        #expect(choose(.percent(0.001), 1).count == 1)
        #expect(choose(.bytes(10_500), 1).count == 11)
        #expect(choose(.percent(10), 1) == choose(.percent(10), 1))
        #expect(choose(.percent(10), 1) != choose(.percent(10), 2))
    }
}
