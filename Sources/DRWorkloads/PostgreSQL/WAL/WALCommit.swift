import DRCore

/// A transaction that took effect.
package struct WALCommit: Hashable, Sendable {
    /// Its number, without the epoch.
    package let transaction: UInt32
    /// When it committed, UTC, by the clock of the server.
    package let time: Timestamp
    /// Where the record of the commit begins in the log.
    package let position: LogSequenceNumber
    /// How many records it wrote, with its subtransactions.
    package let records: Int

    /// Takes the parts.
    package init(transaction: UInt32, time: Timestamp, position: LogSequenceNumber, records: Int) {
        self.transaction = transaction
        self.time = time
        self.position = position
        self.records = records
    }
}
