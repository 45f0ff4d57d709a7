import DRCore

/// What the first page of a segment says of the cluster that wrote it.
///
/// Source: PostgreSQL, `access/xlog_internal.h`, `XLogLongPageHeaderData`.
package struct WALSegmentHeader: Hashable, Sendable {
    /// The version of the form of the log, which tells the major version of PostgreSQL.
    package let magic: UInt16
    /// The timeline.
    package let timeline: UInt32
    /// The position of the first byte of the page.
    package let position: LogSequenceNumber
    /// The cluster.
    package let systemIdentifier: UInt64
    /// The size of a segment in bytes.
    package let segmentSize: UInt32

    /// Bytes that are needed to read it.
    package static let size = 40
    private static let longHeader: UInt16 = 0x0002

    /// Reads the beginning of a segment.
    ///
    /// - Throws: `DRError` with code `integrity` when it is not the beginning of a segment.
    package init(_ bytes: UnsafeRawBufferPointer, name: String) throws {
        guard bytes.count >= Self.size else {
            throw DRError(.integrity, "the segment is too short to have a header", object: name)
        }
        func field<Integer: FixedWidthInteger>(_ offset: Int) -> Integer {
            Integer(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Integer.self))
        }
        magic = field(0)
        let flags: UInt16 = field(2)
        timeline = field(4)
        position = LogSequenceNumber(offset: field(8))
        systemIdentifier = field(24)
        segmentSize = field(32)
        // Every magic number of the releases from 9.3 on begins with D0 or D1.
        guard magic & 0xFE00 == 0xD000, flags & Self.longHeader != 0, segmentSize.nonzeroBitCount == 1 else {
            throw DRError(.integrity, "this is not the beginning of a segment of a write-ahead log", object: name)
        }
    }
}
