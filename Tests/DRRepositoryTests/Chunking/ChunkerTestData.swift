import DRCore
import DRTestSupport

/// One stretch of reproducible test data.
enum ChunkerTestData {
    /// `count` bytes of SplitMix64 (Steele, Lea and Flood 2014) from `seed`, little-endian words.
    case random(seed: UInt64, count: Int)
    /// `count` zero bytes.
    case zeros(Int)
    /// The first `period` bytes of SplitMix64 from `seed`, over and over, for `count` bytes.
    case pattern(seed: UInt64, period: Int, count: Int)

    /// The stretches one after the other.
    static func buffer(_ stretches: [ChunkerTestData]) -> ByteBuffer {
        let buffer = ByteBuffer()
        for stretch in stretches { stretch.append(to: buffer) }
        return buffer
    }

    private func append(to buffer: ByteBuffer) {
        let start = buffer.count
        switch self {
        case .random(let seed, let count):
            ChunkerTestData.appendRandom(seed: seed, count: count, to: buffer)
        case .zeros(let count):
            buffer.resize(to: start + count)
            (buffer.base + start).initializeMemory(as: UInt8.self, repeating: 0, count: count)
        case .pattern(let seed, let period, let count):
            ChunkerTestData.appendRandom(seed: seed, count: period, to: buffer)
            buffer.resize(to: start + count)
            var done = period
            while done < count {
                let length = min(done, count - done)
                (buffer.base + start + done).copyMemory(from: buffer.base + start, byteCount: length)
                done += length
            }
        }
    }

    private static func appendRandom(seed: UInt64, count: Int, to buffer: ByteBuffer) {
        let start = buffer.count
        var generator = SeededGenerator(seed: seed)
        buffer.resize(to: start + (count + 7) / 8 * 8)
        for offset in stride(from: start, to: start + count, by: 8) {
            (buffer.base + offset).storeBytes(of: generator.next().littleEndian, as: UInt64.self)
        }
        buffer.resize(to: start + count)
    }
}
