import DRCore

extension WALRecord {
    /// The transaction that ended with this record, committed or not; nil for other records.
    ///
    /// Source: PostgreSQL, `access/xact.h`, `xl_xact_commit` and `xl_xact_abort`.
    var endedTransaction: UInt32? {
        guard manager == Self.transactionManager else { return nil }
        switch info & 0x70 {
        case 0x00, 0x20: return transaction
        // What was prepared ends in a record of whoever ends it.
        case 0x30, 0x40: return preparedTransaction
        default: return nil
        }
    }

    private var preparedTransaction: UInt32? {
        guard info & 0x80 != 0, let data, data.count >= 12 else { return nil }
        func number(_ offset: Int) -> UInt32? {
            guard offset >= 0, offset + 4 <= data.count else { return nil }
            return UInt32(littleEndian: data.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        }
        // After the time and the flags come the parts that the flags name, in this order, with the bytes of an element.
        guard let flags = number(8) else { return nil }
        var place = 12
        if flags & 1 != 0 { place += 8 }
        for (flag, size) in [(UInt32(1) << 1, 4), (1 << 2, 12), (1 << 8, 12), (1 << 3, 16)] where flags & flag != 0 {
            guard let count = number(place) else { return nil }
            place += 4 + Int(count) * size
        }
        return flags & 1 << 4 != 0 ? number(place) : nil
    }

    /// The name of the restore point that this record is; nil for other records.
    ///
    /// Source: PostgreSQL, `access/xlog_internal.h`, `xl_restore_point`: a time, and 64 bytes of text ended by a zero.
    var restorePoint: String? {
        guard manager == Self.logManager, info == 0x70, let data, data.count > 8 else { return nil }
        return String(decoding: data[8...].prefix { $0 != 0 }, as: UTF8.self)
    }
}
