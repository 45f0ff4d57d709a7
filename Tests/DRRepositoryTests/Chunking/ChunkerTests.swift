import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

@Suite(.tags(.medium))
struct ChunkerTests {
    static let polynomial = Polynomial(0x3D_A335_8B4D_C173)
    static let kernels = ChunkerKernel.allCases.filter(\.isSupported)

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

    @Test(arguments: RecordedCuts.all)
    func cutsWhereResticCuts(recorded: RecordedCuts) throws {
        let buffer = ChunkerTestData.buffer(recorded.data)
        for (bits, lengths) in zip(RecordedCuts.polynomials, recorded.lengths) {
            for kernel in Self.kernels {
                let chunker = try Chunker(polynomial: Polynomial(bits), kernel: kernel)
                #expect(Self.lengths(buffer.bytes, chunker) == lengths, "\(kernel)")
            }
        }
    }

    @Test(arguments: kernels, 0..<6)
    func cutsAsItsDefinitionReads(kernel: ChunkerKernel, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let data = (0..<8).map { _ -> ChunkerTestData in
            let count = Int.random(in: 1...1_500_000, using: &generator)
            switch UInt8.random(in: 0..<4, using: &generator) {
            case 0: return .zeros(count)
            case 1: return .pattern(seed: generator.next(), period: min(count, 300), count: count)
            default: return .random(seed: generator.next(), count: count)
            }
        }
        let buffer = ChunkerTestData.buffer(data)
        let chunker = try Chunker(polynomial: Self.polynomial, kernel: kernel)
        let lengths = Self.lengths(buffer.bytes, chunker)
        #expect(lengths == ReferenceChunker(Self.polynomial.bits).lengths(buffer.bytes))
        #expect(lengths.reduce(0, +) == buffer.count)
        #expect(lengths.dropLast().allSatisfy { (Chunker.minimumSize...Chunker.maximumSize).contains($0) })
    }

    @Test(arguments: 0..<4)
    func resumesWhereItStopped(seed: UInt64) throws {
        let buffer = ChunkerTestData.buffer([
            .random(seed: seed, count: 6_000_000), .zeros(1_200_000), .random(seed: ~seed, count: 700_000),
            .pattern(seed: seed, period: 777, count: 9_000_000),
        ])
        let chunker = try Chunker(polynomial: Self.polynomial)
        var generator = SeededGenerator(seed: seed)
        var (lengths, start, end, scanned): ([Int], Int, Int, Int) = ([], 0, 0, 0)
        while start < buffer.count {
            end = min(buffer.count, end + Int.random(in: 1...400_000, using: &generator))
            let isLast = end == buffer.count
            while start < end {
                let bytes = UnsafeRawBufferPointer(rebasing: buffer.bytes[start..<end])
                let known = scanned
                guard let length = chunker.cut(bytes, scanned: &scanned, isLast: isLast) else {
                    #expect(scanned == (bytes.count < Chunker.minimumSize ? known : bytes.count))
                    break
                }
                #expect(scanned == 0)
                lengths.append(length)
                start += length
            }
        }
        #expect(lengths == Self.lengths(buffer.bytes, chunker))
    }

    @Test func asksForMoreUntilItKnows() throws {
        let chunker = try Chunker(polynomial: Self.polynomial)
        let pattern = ChunkerTestData.buffer([.pattern(seed: 22, period: 1021, count: Chunker.maximumSize)])
        func cut(_ count: Int, isLast: Bool) -> Int? {
            chunker.cut(UnsafeRawBufferPointer(rebasing: pattern.bytes[..<count]), isLast: isLast)
        }
        #expect(cut(0, isLast: false) == nil)
        #expect(cut(0, isLast: true) == nil)
        #expect(cut(1, isLast: false) == nil)
        #expect(cut(1, isLast: true) == 1)
        #expect(cut(Chunker.maximumSize - 1, isLast: false) == nil)
        #expect(cut(Chunker.maximumSize - 1, isLast: true) == Chunker.maximumSize - 1)
        #expect(cut(Chunker.maximumSize, isLast: false) == Chunker.maximumSize)
    }

    @Test func zerosGiveTheBlobThatResticGives() throws {
        let buffer = ChunkerTestData.buffer([.zeros(3 * Chunker.minimumSize + 7)])
        let lengths = Self.lengths(buffer.bytes, try Chunker(polynomial: Self.polynomial))
        #expect(lengths == [524_288, 524_288, 524_288, 7])
        let first = try SHA256Hasher().hash(UnsafeRawBufferPointer(rebasing: buffer.bytes[..<524_288]))
        #expect("\(first)" == "07854d2fef297a06ba81685e660c332de36d5d18d546927d30daad6d7fda1541")
    }

    @Test(arguments: [0, 0x11B, 0x3D_A335_8B4D_C172, 0x3D_A335_8B4D_C173 << 1])
    func refusesAPolynomialThatCannotBeRight(bits: UInt64) {
        let error = #expect(throws: DRError.self) { try Chunker(polynomial: Polynomial(bits)) }
        #expect(error?.code == .integrity)
    }
}
