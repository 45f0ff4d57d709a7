/// The chunker as its definition reads: one byte at a time, a window array, and tables by long division.
struct ReferenceChunker {
    private let polynomial: UInt64
    private let out: [UInt64]
    private let reduce: [UInt64]

    init(_ polynomial: UInt64) {
        self.polynomial = polynomial
        self.out = (0..<256).map { first in
            (0..<63).reduce(first) { digest, _ in ReferenceChunker.remainder(digest << 8, polynomial) }
        }
        self.reduce = (0..<256).map { ReferenceChunker.remainder($0 << 53, polynomial) | $0 << 53 }
    }

    private static func remainder(_ value: UInt64, _ polynomial: UInt64) -> UInt64 {
        var rest = value
        while rest >> 53 != 0 { rest ^= polynomial << UInt64(10 - rest.leadingZeroBitCount) }
        return rest
    }

    /// Whether each position of `bytes` is one where the last 64 bytes say cut, for positions from 63 on.
    func cutPositions(_ bytes: UnsafeRawBufferPointer) -> [Int] {
        guard bytes.count >= 64 else { return [] }
        var positions: [Int] = []
        var digest: UInt64 = 0
        for position in 0..<bytes.count {
            if position >= 64 { digest ^= out[Int(bytes[position - 64])] }
            digest = (digest << 8 | UInt64(bytes[position])) ^ reduce[Int(digest >> 45)]
            if position >= 63 && digest & 0xFFFFF == 0 { positions.append(position) }
        }
        return positions
    }

    /// The lengths of all chunks of a stream, with the window reset at every start of a chunk.
    func lengths(_ bytes: UnsafeRawBufferPointer) -> [Int] {
        let (minimum, maximum) = (512 << 10, 8 << 20)
        var lengths: [Int] = []
        var start = 0
        while start < bytes.count {
            var window = [UInt8](repeating: 0, count: 64)
            window[0] = 1
            var (index, digest, length) = (1, UInt64(1), minimum - 64)
            while start + length < bytes.count {
                let byte = bytes[start + length]
                digest ^= out[Int(window[index])]
                window[index] = byte
                index = (index + 1) % 64
                digest = (digest << 8 | UInt64(byte)) ^ reduce[Int(digest >> 45)]
                length += 1
                if length >= minimum && (digest & 0xFFFFF == 0 || length >= maximum) { break }
            }
            lengths.append(min(length, bytes.count - start))
            start += length
        }
        return lengths
    }
}
