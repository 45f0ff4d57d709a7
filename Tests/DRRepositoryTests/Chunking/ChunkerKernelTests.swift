import DRCore
import DRTestSupport
import Testing

@testable import DRRepository

@Suite(.tags(.medium))
struct ChunkerKernelTests {
    static let kernels = ChunkerKernel.allCases.filter(\.isSupported)

    /// Random bytes in which windows of zeros, which always say cut, lie at random places, some of them overlapping.
    static func plantedData(seed: UInt64, count: Int, windows: Int) -> ByteBuffer {
        let buffer = ChunkerTestData.buffer([.random(seed: seed, count: count)])
        var generator = SeededGenerator(seed: ~seed)
        for _ in 0..<windows {
            let start = Int.random(in: 0..<count - 70, using: &generator)
            let length = Int.random(in: 62...66, using: &generator)
            (buffer.base + start).initializeMemory(as: UInt8.self, repeating: 0, count: length)
        }
        return buffer
    }

    @Test(arguments: kernels, [0, 1, 3, 40, 2000])
    func findsTheFirstCutOfAnyRange(kernel: ChunkerKernel, windows: Int) {
        let polynomial = RecordedCuts.polynomials[windows % 3]
        let tables = RabinTables(Polynomial(polynomial))
        let buffer = Self.plantedData(seed: UInt64(windows), count: 600_000, windows: windows)
        let positions = ReferenceChunker(polynomial).cutPositions(buffer.bytes)
        var generator = SeededGenerator(seed: UInt64(windows) + 99)
        for round in 0..<400 {
            // Short ranges, ranges around one pass of all lanes, and ranges of several passes.
            let longest = [300, 5000, 150_000, buffer.count][round % 4]
            let start = Int.random(in: 64...buffer.count, using: &generator)
            let end = Int.random(in: start...min(buffer.count, start + longest), using: &generator)
            let found = kernel.firstCut(in: buffer.bytes, range: start..<end, tables: tables)
            let next = positions.first { $0 >= start }
            #expect(found == next.flatMap { $0 < end ? $0 : nil }, "in \(start)..<\(end)")
        }
    }

    /// Every position of a lane, and of the seams between lanes, can hold the one cut.
    @Test(arguments: kernels, [4096, 8192, 2112 * 64 + 17])
    func findsACutAtAnyPlace(kernel: ChunkerKernel, length: Int) {
        let tables = RabinTables(Polynomial(RecordedCuts.polynomials[0]))
        let buffer = ChunkerTestData.buffer([.random(seed: 77, count: length + 64)])
        // Without zeros in the data, no run of zeros begins before the one that is put there.
        for index in 0..<buffer.count where buffer.bytes[index] == 0 { buffer.mutableBytes[index] = 1 }
        let range = 64..<length + 64
        guard kernel.firstCut(in: buffer.bytes, range: range, tables: tables) == nil else {
            Issue.record("the data already has a cut")
            return
        }
        let saved = ByteBuffer(copying: buffer.bytes)
        for end in stride(from: 64, to: length + 64, by: length < 10_000 ? 1 : 61) {
            (buffer.base + end - 63).initializeMemory(as: UInt8.self, repeating: 0, count: 64)
            let found = kernel.firstCut(in: buffer.bytes, range: range, tables: tables)
            (buffer.base + end - 63).copyMemory(from: saved.base + end - 63, byteCount: 64)
            guard found == end else {
                Issue.record("a cut at \(end) was reported at \(String(describing: found))")
                return
            }
        }
    }

    @Test func somethingFasterThanPortableIsChosenWhereItRuns() {
        #expect(ChunkerKernel.fastest.isSupported)
        #expect((ChunkerKernel.fastest == .portable) == (Self.kernels == [.portable]))
    }
}
