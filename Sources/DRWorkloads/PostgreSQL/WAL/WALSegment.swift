/// A segment of the write-ahead log: a timeline, and the number of the segment on it.
package struct WALSegment: Hashable, Comparable, Sendable {
    /// The timeline, from 1.
    package var timeline: UInt32
    /// The number of the segment, counted from the beginning of the log.
    package var number: UInt64
    /// The size of the segments of this cluster in bytes, a power of two from 1 MiB to 1 GiB.
    package let size: UInt64

    /// The size that a cluster has unless `initdb --wal-segsize` said otherwise, in bytes.
    package static let usualSize: UInt64 = 16 << 20

    /// Takes the parts.
    package init(timeline: UInt32, number: UInt64, size: UInt64 = Self.usualSize) {
        self.timeline = timeline
        self.number = number
        self.size = size
    }

    /// The segment that holds the byte at a position.
    package init(timeline: UInt32, holding position: LogSequenceNumber, size: UInt64 = Self.usualSize) {
        self.init(timeline: timeline, number: position.offset / size, size: size)
    }

    /// Reads a name of 24 hexadecimal digits in capitals; nil for anything else.
    package init?(name: some StringProtocol, size: UInt64 = Self.usualSize) {
        let digits = Array(name.utf8)
        guard digits.count == 24, WALFileName.isHex(digits),
            let timeline = UInt32(name.prefix(8), radix: 16), timeline > 0,
            let high = UInt64(name.dropFirst(8).prefix(8), radix: 16),
            let low = UInt64(name.dropFirst(16), radix: 16), low < Self.perLogFile(size)
        else { return nil }
        self.init(timeline: timeline, number: high * Self.perLogFile(size) + low, size: size)
    }

    /// How many segments make up the 4 GiB that share the middle digits of a name.
    private static func perLogFile(_ size: UInt64) -> UInt64 { (1 << 32) / size }

    /// The name of its file, such as `000000010000000A000000FE`.
    package var name: String {
        let perFile = Self.perLogFile(size)
        return [UInt64(timeline), number / perFile, number % perFile].map(Self.eightDigits).joined()
    }

    private static func eightDigits(_ value: UInt64) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 8 - digits.utf8.count)) + digits
    }

    /// The position of its first byte.
    package var start: LogSequenceNumber { LogSequenceNumber(offset: number * size) }
    /// The position after its last byte.
    package var end: LogSequenceNumber { LogSequenceNumber(offset: (number + 1) * size) }
    /// The segment after it on the same timeline.
    package var next: WALSegment { WALSegment(timeline: timeline, number: number + 1, size: size) }

    package static func < (left: WALSegment, right: WALSegment) -> Bool {
        (left.timeline, left.number) < (right.timeline, right.number)
    }
}
