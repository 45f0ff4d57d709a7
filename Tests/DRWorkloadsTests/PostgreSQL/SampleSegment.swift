import DRCore
import DRTestSupport

@testable import DRWorkloads

/// A segment as a server would write it: a right header, then bytes that depend on the seed.
enum SampleSegment {
    /// The size of the segments, in bytes; the smallest that PostgreSQL knows.
    static let size: UInt64 = 1 << 20

    /// Writes the segment into a folder and names it for the archive.
    static func write(
        _ number: UInt64,
        timeline: UInt32 = 1,
        cluster: UInt64 = 77,
        seed: UInt64 = 1,
        in scratch: ScratchDirectory
    ) throws -> WALSource {
        let segment = WALSegment(timeline: timeline, number: number, size: size)
        var bytes = SeededGenerator.repeating(seed &* 1000 &+ number, count: Int(size))
        func put<Integer: FixedWidthInteger>(_ value: Integer, at offset: Int) {
            withUnsafeBytes(of: value.littleEndian) { bytes.replaceSubrange(offset..<offset + $0.count, with: $0) }
        }
        put(UInt16(0xD110), at: 0)
        put(UInt16(2), at: 2)
        put(timeline, at: 4)
        put(segment.start.offset, at: 8)
        put(cluster, at: 24)
        put(UInt32(size), at: 32)
        try scratch.write(bytes, to: segment.name)
        return try WALSource(path: scratch.path(segment.name))
    }
}
