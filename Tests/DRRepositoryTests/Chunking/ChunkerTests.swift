import DRCore
import Testing

@testable import DRRepository

struct ChunkerTests {
    static let polynomial: UInt64 = 0x3D_A335_8B4D_C173

    /// The lengths of all chunks of `bytes`.
    static func lengths(_ bytes: UnsafeRawBufferPointer, _ chunker: Chunker) -> [Int] {
        var lengths: [Int] = []
        var rest = bytes[...]
        while let length = chunker.cut(UnsafeRawBufferPointer(rebasing: rest), isLast: true) {
            lengths.append(length)
            rest = rest.dropFirst(length)
        }
        return lengths
    }

    static let structured: [[ChunkerTestData]] = [
        [.random(seed: 1, count: 12 << 20)],
        [.random(seed: 2, count: 700_000), .zeros(3_000_001), .random(seed: 3, count: 2_000_003)],
        [.pattern(seed: 4, period: 509, count: 9_000_000), .random(seed: 5, count: 1_000_000)],
        [.random(seed: 6, count: 524_287), .zeros(63), .random(seed: 7, count: 70_000), .zeros(64)],
    ]

    @Test(arguments: ChunkerKernel.allCases.filter(\.isSupported), structured)
    func everyKernelCutsLikeTheDefinition(kernel: ChunkerKernel, data: [ChunkerTestData]) throws {
        let buffer = ChunkerTestData.buffer(data)
        let chunker = try Chunker(polynomial: Polynomial(Self.polynomial), kernel: kernel)
        let lengths = Self.lengths(buffer.bytes, chunker)
        #expect(lengths == ReferenceChunker(Self.polynomial).lengths(buffer.bytes))
        #expect(lengths.reduce(0, +) == buffer.count)
        #expect(lengths.dropLast().allSatisfy { (Chunker.minimumSize...Chunker.maximumSize).contains($0) })
    }

    @Test func zerosAreCutAtTheMinimum() throws {
        let buffer = ChunkerTestData.buffer([.zeros(3 * Chunker.minimumSize + 7)])
        let lengths = Self.lengths(buffer.bytes, try Chunker(polynomial: Polynomial(Self.polynomial)))
        #expect(lengths == [524_288, 524_288, 524_288, 7])
    }
}
