import DRCore

/// What matters of a test of restores for the status.
package struct RestoreTestFact: Hashable, Sendable {
    /// When it was made.
    package var time: Timestamp
    /// Whether the whole plan was restored, not a choice of its files.
    package var isWhole: Bool
    /// Bytes restored.
    package var bytes: Int64
    /// Files that were not what the snapshot says.
    package var mismatches: Int64
    /// How long the restore took, in seconds.
    package var seconds: Double
    /// The size of the whole plan at that time, in bytes.
    package var planBytes: Int64?

    /// Makes a fact of its parts.
    package init(
        time: Timestamp,
        isWhole: Bool,
        bytes: Int64,
        mismatches: Int64,
        seconds: Double,
        planBytes: Int64? = nil
    ) {
        self.time = time
        self.isWhole = isWhole
        self.bytes = bytes
        self.mismatches = mismatches
        self.seconds = seconds
        self.planBytes = planBytes
    }

    /// The measured speed in bytes a second; nil when too little was restored to tell.
    package var speed: Double? { bytes > 0 && seconds > 0 ? Double(bytes) / seconds : nil }
}
