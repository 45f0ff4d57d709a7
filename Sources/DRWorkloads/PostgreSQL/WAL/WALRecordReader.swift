import DRCore

/// Reads the records of a log from segment to segment, in the order in which a recovery does.
///
/// Records run on over the ends of pages and segments. Where what follows is no record, as at the end of a log that was broken
/// off, reading goes on with the next segment.
///
/// Source: PostgreSQL, `access/xlog_internal.h`, `xlogreader.c`.
struct WALRecordReader {
    private static let pageSize = 8192
    private static let shortHeader = 24
    private static let longHeader = 40
    private static let continues: UInt16 = 0x0001
    private static let overwrites: UInt16 = 0x0008

    /// Where the first record begins; nil once reading has begun.
    private var start: LogSequenceNumber?
    /// The beginning of a record that runs on into the next segment, and its position.
    private var rest: [UInt8] = []
    private var restPosition = LogSequenceNumber(offset: 0)
    private var previous: LogSequenceNumber?

    /// Begins at a record, or with the first one that begins in the first segment.
    init(from start: LogSequenceNumber? = nil) {
        self.start = start
    }

    /// Reads the next segment.
    ///
    /// - Parameters:
    ///   - limit: records that begin here or later are not handed out.
    ///   - visit: takes a record; true ends the reading.
    /// - Returns: whether `visit` ended it.
    mutating func read(
        _ bytes: UnsafeRawBufferPointer,
        of segment: WALSegment,
        before limit: LogSequenceNumber,
        _ visit: (WALRecord) -> Bool
    ) -> Bool {
        let pages = Pages(bytes, segment)
        var content = rest
        content.reserveCapacity(rest.count + bytes.count)
        let carried = rest.count
        rest = []
        pages.append(to: &content)
        func position(_ place: Int) -> LogSequenceNumber {
            place < carried
                ? restPosition : LogSequenceNumber(offset: segment.start.offset + Self.offset(place - carried))
        }
        var place = 0
        if let start {
            place = Self.place(Int(start.offset - segment.start.offset))
            self.start = nil
        } else if carried == 0 || !pages.continues(carried, content) {
            place = carried + pages.firstRecord
            previous = nil
        }
        let breaks = pages.overwrites.map { $0 + carried }
        return content.withUnsafeBytes { content in
            while place + 4 <= content.count {
                let total = Int(UInt32(littleEndian: content.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
                guard total >= WALRecord.headerSize, total <= 1 << 30 else { return false }
                // A record that was broken off by a crash is replaced from the next page on.
                if let next = breaks.first(where: { $0 > place && $0 < place + total }) {
                    place = next
                    previous = nil
                    continue
                }
                guard place + total <= content.count else {
                    restPosition = position(place)
                    rest = Array(content[place...])
                    return false
                }
                let record = WALRecord(
                    position: position(place),
                    bytes: UnsafeRawBufferPointer(rebasing: content[place..<place + total])
                )
                if let previous, record.previous != previous { return false }
                guard record.position < limit else { return false }
                if visit(record) { return true }
                guard !record.endsSegment else {
                    previous = record.position
                    return false
                }
                previous = record.position
                place += (total + 7) & ~7
            }
            return false
        }
    }

    /// The bytes of a segment before a place in what its pages hold, headers included.
    private static func offset(_ place: Int) -> UInt64 {
        let first = pageSize - longHeader
        guard place >= first else { return UInt64(longHeader + place) }
        let (page, within) = (place - first).quotientAndRemainder(dividingBy: pageSize - shortHeader)
        return UInt64((page + 1) * pageSize + shortHeader + within)
    }

    /// The reverse of `offset`; an offset in a header stands for what follows it.
    private static func place(_ offset: Int) -> Int {
        let (page, within) = offset.quotientAndRemainder(dividingBy: pageSize)
        guard page > 0 else { return max(within - longHeader, 0) }
        return pageSize - longHeader + (page - 1) * (pageSize - shortHeader) + max(within - shortHeader, 0)
    }

    /// The pages of a segment, as far as they are those of this segment: what follows may be of an earlier use of the file.
    private struct Pages {
        private let bytes: UnsafeRawBufferPointer
        private let count: Int
        /// Where pages begin, in what they hold, whose first record takes the place of one that was broken off.
        private(set) var overwrites: [Int] = []

        init(_ bytes: UnsafeRawBufferPointer, _ segment: WALSegment) {
            self.bytes = bytes
            var count = 0
            var held = 0
            while (count + 1) * pageSize <= bytes.count {
                let page = count * pageSize
                let address = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: page + 8, as: UInt64.self))
                guard address == segment.start.offset + UInt64(page) else { break }
                let info = Self.info(bytes, page)
                if count > 0, info & WALRecordReader.overwrites != 0 { overwrites.append(held) }
                held += pageSize - (count == 0 ? longHeader : shortHeader)
                count += 1
            }
            self.count = count
        }

        private static func info(_ bytes: UnsafeRawBufferPointer, _ page: Int) -> UInt16 {
            UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: page + 2, as: UInt16.self))
        }

        func append(to content: inout [UInt8]) {
            for page in 0..<count {
                let start = page * pageSize
                content += bytes[start + (page == 0 ? longHeader : shortHeader)..<start + pageSize]
            }
        }

        /// Bytes of the record that began before the segment.
        private var remaining: Int {
            guard count > 0, Self.info(bytes, 0) & WALRecordReader.continues != 0 else { return 0 }
            return Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self)))
        }

        /// Where the first record begins that begins in the segment, in what the pages hold.
        var firstRecord: Int { (remaining + 7) & ~7 }

        /// Whether the segment goes on with a record of which so many bytes are known.
        func continues(_ known: Int, _ content: [UInt8]) -> Bool {
            guard known >= 4, remaining > 0 else { return false }
            let total = content.withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self)) }
            return Int(total) == known + remaining
        }
    }
}
