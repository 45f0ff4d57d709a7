import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

@Suite(.tags(.small))
struct BlobTableTests {
    private func entry(_ id: ObjectID, _ offset: Int, _ type: BlobType = .data) -> IndexEntry {
        IndexEntry(id: id, type: type, pack: 0, offset: offset, length: 100, uncompressedLength: 0)
    }

    private func offsets(_ table: borrowing BlobTable, _ id: ObjectID, _ type: BlobType = .data) -> [UInt32] {
        var found: [UInt32] = []
        table.find(type, id) {
            found.append($0.pointee.offset)
            return false
        }
        return found
    }

    /// An id of four chosen numbers.
    private func id(_ words: UInt64...) -> ObjectID {
        words.withUnsafeBytes { ObjectID(bytes: $0) }
    }

    @Test("finds what was added, the oldest copy first, like a dictionary")
    func likeADictionary() {
        var generator = SeededGenerator.announced()
        var table = BlobTable()
        var expected: [ObjectID: [UInt32]] = [:]
        let known = (0..<500).map { _ in generator.id() }
        for number in 0..<40_000 {
            // Some ids come up again and again.
            let id = number % 20 == 0 ? known[number / 20 % known.count] : generator.id()
            table.insert(entry(id, number))
            expected[id, default: []].append(UInt32(number))
        }
        var wrong = 0
        for (id, offsets) in expected where self.offsets(table, id) != offsets { wrong += 1 }
        #expect(wrong == 0)
        for id in known { #expect(offsets(table, id, .tree).isEmpty) }
        let absent = (0..<1000).map { _ in generator.id() }
        #expect(absent.allSatisfy { offsets(table, $0).isEmpty })
    }

    // With a fault, each of these takes hours.
    @Test("ids that were chosen to fall together do not slow the table down", .hangLimit)
    func likeIDs() {
        var table = BlobTable()
        let count = 400_000
        for number in 0..<count { table.insert(entry(id(7, 7, 7, UInt64(number)), number)) }
        for number in 0..<count { table.insert(entry(id(UInt64(number) << 32, 0, 0, 0), number)) }
        #expect((0..<count).allSatisfy { offsets(table, id(7, 7, 7, UInt64($0))) == [UInt32($0)] })
        #expect((1..<count).allSatisfy { offsets(table, id(UInt64($0) << 32, 0, 0, 0)) == [UInt32($0)] })
    }

    @Test("one id listed a million times does not slow the table down", .hangLimit)
    func oneIDManyTimes() {
        var table = BlobTable()
        let (repeated, count) = (id(1, 2, 3, 4), 1_000_000)
        for number in 0..<count {
            table.insert(entry(repeated, number))
            if number % 10 == 0 { table.insert(entry(id(UInt64(number), 9, 9, 9), number)) }
        }
        // Not compared in the expectation, which would print them all.
        let isInOrder = offsets(table, repeated).elementsEqual((0..<count).lazy.map { UInt32($0) })
        #expect(isInOrder)
        for number in stride(from: 0, to: count, by: 10) where offsets(table, id(UInt64(number), 9, 9, 9)).count != 1 {
            Issue.record("entry \(number) is lost")
        }
    }

    @Test("one pack listed a hundred thousand times does not slow the index down", .hangLimit)
    func onePackManyTimes() {
        let index = BlobIndex()
        let (pack, blob) = (id(5, 5, 5, 5), id(6, 6, 6, 6))
        for number in 0..<100_000 {
            index.add(
                pack: pack,
                [.init(id: blob, type: .data, offset: number * 100, length: 100, uncompressedLength: 0)]
            )
        }
        #expect(index.count == 100_000)
    }

    @Test("a million blobs take at most 64 bytes each", arguments: [1_000_000, 1_572_865, 786_433])
    func memory(_ count: Int) {
        let index = BlobIndex()
        var generator = SeededGenerator(seed: 1)
        for pack in stride(from: 0, to: count, by: 200) {
            let entries = (0..<min(200, count - pack)).map { number in
                PackHeader.Entry(
                    id: id(generator.next(), generator.next(), generator.next(), generator.next()),
                    type: .data,
                    offset: number * 5000,
                    length: 5000,
                    uncompressedLength: 9000
                )
            }
            index.add(pack: id(generator.next(), 1, 1, 1), entries)
        }
        #expect(index.count == count)
        #expect(index.memory <= count * 64)
    }
}
