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

    /// When the transaction committed that ended with this record, UTC; nil for other records.
    ///
    /// Source: PostgreSQL, `access/xact.h`; times are microseconds since 2000.
    var commitTime: Timestamp? {
        guard manager == Self.transactionManager, [0x00, 0x30].contains(info & 0x70), let data, data.count >= 8 else {
            return nil
        }
        let microseconds = Int64(littleEndian: data.loadUnaligned(as: Int64.self))
        let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let whole = rest < 0 ? seconds - 1 : seconds
        return Timestamp(
            seconds: whole + 946_684_800,
            nanoseconds: Int32(rest < 0 ? rest + 1_000_000 : rest) * 1000
        )
    }

    private var preparedTransaction: UInt32? {
        guard let parts = endParts, parts.flags & 1 << 4 != 0 else { return nil }
        return number(parts.end)
    }

    /// The subtransactions that ended with the transaction of this record.
    var subtransactions: [UInt32] {
        guard endedTransaction != nil, let place = endParts?.subtransactions, let count = number(place) else {
            return []
        }
        return (0..<min(Int(count), bytes.count / 4)).compactMap { number(place + 4 + $0 * 4) }
    }

    private func number(_ offset: Int) -> UInt32? {
        guard let data, offset >= 0, offset + 4 <= data.count else { return nil }
        return UInt32(littleEndian: data.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// Which parts follow the time in the record of an end, and where those lie that are looked at.
    private var endParts: (flags: UInt32, subtransactions: Int?, end: Int)? {
        guard info & 0x80 != 0, let flags = number(8) else { return nil }
        // After the time and the flags come the parts that the flags name, in this order, with the bytes of an element.
        var place = 12
        var subtransactions: Int?
        if flags & 1 != 0 { place += 8 }
        for (flag, size) in [(UInt32(1) << 1, 4), (1 << 2, 12), (1 << 8, 12), (1 << 3, 16)] where flags & flag != 0 {
            guard let count = number(place) else { return nil }
            if flag == 1 << 1 { subtransactions = place }
            place += 4 + Int(count) * size
        }
        return (flags, subtransactions, place)
    }

    /// The name of the restore point that this record is; nil for other records.
    ///
    /// Source: PostgreSQL, `access/xlog_internal.h`, `xl_restore_point`: a time, and 64 bytes of text ended by a zero.
    var restorePoint: String? {
        guard manager == Self.logManager, info == 0x70, let data, data.count > 8 else { return nil }
        return String(decoding: data[8...].prefix { $0 != 0 }, as: UTF8.self)
    }
}
