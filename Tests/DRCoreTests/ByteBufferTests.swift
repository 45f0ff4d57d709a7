import DRCore
import DRTestSupport
import Testing

struct ByteBufferTests {
    @Test(.tags(.small))
    func agreesWithAnArrayUnderAnySequenceOfChanges() {
        var generator = SeededGenerator.announced()
        for _ in 0..<50 {
            let buffer = ByteBuffer(capacity: Int.random(in: 0...200, using: &generator))
            var expected: [UInt8] = []
            for _ in 0..<200 {
                switch Int.random(in: 0..<7, using: &generator) {
                case 0:
                    let byte = UInt8.random(in: 0...255, using: &generator)
                    buffer.append(byte)
                    expected.append(byte)
                case 1:
                    let bytes = generator.bytes(Int.random(in: 0...300, using: &generator))
                    buffer.append(bytes)
                    expected += bytes
                case 2:
                    buffer.append("caf\u{e9}")
                    expected += Array("caf\u{e9}".utf8)
                case 3:
                    let text = String(repeating: "é", count: Int.random(in: 0...20, using: &generator))
                    buffer.append(text)
                    expected += Array(text.utf8)
                case 4:
                    buffer.reserve(Int.random(in: 0...1000, using: &generator))
                case 5:
                    let count = Int.random(in: 0...expected.count, using: &generator)
                    buffer.resize(to: count)
                    expected.removeLast(expected.count - count)
                default:
                    guard Int.random(in: 0..<20, using: &generator) == 0 else { continue }
                    buffer.removeAll()
                    expected = []
                }
                #expect(buffer.array == expected)
                #expect(buffer.count == expected.count)
                #expect(buffer.capacity >= buffer.count)
            }
        }
    }

    @Test(.tags(.small), arguments: [0, 1, 63, 64, 65, 1000])
    func isAlignedAndKeepsItsMemory(capacity: Int) {
        let buffer = ByteBuffer(capacity: capacity)
        #expect(buffer.capacity >= capacity)
        #expect(Int(bitPattern: buffer.base) % 64 == 0)
        buffer.resize(to: capacity + 5000)
        #expect(Int(bitPattern: buffer.base) % 64 == 0)
        let (base, room) = (buffer.base, buffer.capacity)
        buffer.removeAll()
        buffer.append([UInt8](repeating: 1, count: capacity + 5000))
        #expect(buffer.base == base)
        #expect(buffer.capacity == room)
    }

    @Test(.tags(.small))
    func growingByBytesCopiesSeldom() {
        let buffer = ByteBuffer()
        var moves = 0
        var capacity = buffer.capacity
        for number in 0..<100_000 {
            buffer.append(UInt8(truncatingIfNeeded: number))
            if buffer.capacity != capacity { moves += 1 }
            capacity = buffer.capacity
        }
        #expect(moves < 25)
    }

    @Test(.tags(.small))
    func copiesWhatItIsMadeOf() {
        let bytes: [UInt8] = [1, 2, 3]
        let copy = bytes.withUnsafeBytes { ByteBuffer(copying: $0) }
        #expect(copy.array == bytes)
        #expect(ByteBuffer(bytes).array == bytes)
        #expect(ByteBuffer(bytes.lazy.map { $0 + 1 }).array == [2, 3, 4])
        #expect(ByteBuffer(copying: UnsafeRawBufferPointer(start: nil, count: 0)).array.isEmpty)
        copy.mutableBytes[1] = 9
        #expect(copy.array == [1, 9, 3])
        #expect(copy.bytes.count == 3)
    }
}
