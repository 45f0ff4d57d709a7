import DRCore

/// A record of the write-ahead log, in place; it is of use only where it was handed out.
///
/// Source: PostgreSQL, `access/xlogrecord.h`.
struct WALRecord {
    /// Where it begins.
    let position: LogSequenceNumber
    /// All of it.
    let bytes: UnsafeRawBufferPointer

    /// Bytes of the header that every record has.
    static let headerSize = 24

    private func field<Integer: FixedWidthInteger>(_ offset: Int, _ type: Integer.Type = Integer.self) -> Integer {
        Integer(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Integer.self))
    }

    /// The transaction that wrote it; 0 without one.
    var transaction: UInt32 { field(4) }
    /// Where the record before it begins.
    var previous: LogSequenceNumber { LogSequenceNumber(offset: field(8)) }
    /// What kind of record it is to its resource manager.
    var info: UInt8 { bytes[16] & 0xF0 }
    /// The resource manager.
    var manager: UInt8 { bytes[17] }

    /// The resource managers that are looked at, as the server numbers them.
    static let logManager: UInt8 = 0
    static let transactionManager: UInt8 = 1

    /// Whether the checksum is right.
    var isSound: Bool {
        // The server sums up what follows the header first.
        let summed = Array(bytes[Self.headerSize...]) + Array(bytes[..<20])
        return summed.withUnsafeBytes { CRC32C.checksum($0) } == field(20, UInt32.self)
    }

    /// Whether the rest of the segment after this record is empty.
    var endsSegment: Bool { manager == Self.logManager && info == 0x40 }

    /// The content without the headers; nil for records that hold blocks of relations.
    var data: UnsafeRawBufferPointer? {
        var place = Self.headerSize
        while place + 2 <= bytes.count {
            let count: Int
            switch bytes[place] {
            case 255:
                count = Int(bytes[place + 1])
                place += 2
            case 254 where place + 5 <= bytes.count:
                count = Int(field(place + 1, UInt32.self))
                place += 5
            // The origin of a replicated record, and the transaction above a part of it.
            case 253:
                place += 3
                continue
            case 252:
                place += 5
                continue
            default: return nil
            }
            guard place + count == bytes.count else { return nil }
            return UnsafeRawBufferPointer(rebasing: bytes[place...])
        }
        return nil
    }
}
