import DRCore

/// A base backup, as far as it decides what can be reached from it.
package struct RecoveryBase: Hashable, Sendable {
    /// What names it: the id of its snapshot.
    package let id: String
    /// The timeline on which it was made.
    package let timeline: UInt32
    /// Where recovery begins to read the log.
    package let start: LogSequenceNumber
    /// Where the copy is consistent: nothing before this can be reached from it.
    package let stop: LogSequenceNumber
    /// When it was begun, UTC.
    package let startTime: Timestamp
    /// When it ended, UTC: no moment before this can be reached from it.
    package let stopTime: Timestamp

    /// Takes the parts.
    package init(
        id: String,
        timeline: UInt32,
        start: LogSequenceNumber,
        stop: LogSequenceNumber,
        startTime: Timestamp,
        stopTime: Timestamp
    ) {
        self.id = id
        self.timeline = timeline
        self.start = start
        self.stop = stop
        self.startTime = startTime
        self.stopTime = stopTime
    }
}
