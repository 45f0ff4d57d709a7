import DRCore

/// Collects the transactions that committed, in the order in which they took effect, from segment to segment of a log.
package struct WALCommitReader {
    private var reader = WALRecordReader()
    /// How many records were written so far by each transaction that has not ended.
    private var open: [UInt32: Int] = [:]
    /// Those that committed.
    package private(set) var commits: [WALCommit] = []

    /// Begins with the first record of the first segment that is read.
    package init() {}

    /// Reads the next segment.
    ///
    /// - Parameter limit: transactions that committed here or later are left out.
    /// - Throws: `DRError` with code `integrity` when the record of a commit is damaged.
    package mutating func read(
        _ bytes: UnsafeRawBufferPointer,
        of segment: WALSegment,
        before limit: LogSequenceNumber
    ) throws {
        var (open, found) = (open, [WALCommit]())
        var damaged: LogSequenceNumber?
        _ = reader.read(bytes, of: segment, before: limit) { record in
            if record.transaction > 0 { open[record.transaction, default: 0] += 1 }
            guard let ended = record.endedTransaction else { return false }
            guard record.isSound else {
                damaged = record.position
                return true
            }
            let members = [ended] + record.subtransactions
            let records = members.reduce(0) { $0 + (open.removeValue(forKey: $1) ?? 0) }
            guard let time = record.commitTime else { return false }
            found.append(
                WALCommit(transaction: ended, time: time, position: record.position, records: max(records, 1))
            )
            return false
        }
        if let damaged {
            throw DRError(.integrity, "the record of a transaction at \(damaged) is damaged", object: segment.name)
        }
        self.open = open
        commits += found
    }
}
