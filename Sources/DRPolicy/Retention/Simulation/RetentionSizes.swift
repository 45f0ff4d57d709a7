/// What backups of a plan have added so far, from which a simulation estimates storage; all sizes in bytes as stored.
package struct RetentionSizes: Hashable, Sendable {
    /// One full copy of what is protected.
    package var base: UInt64
    /// What a full backup adds on average.
    package var full: UInt64
    /// What an incremental backup adds on average.
    package var incremental: UInt64
    /// How many backups the averages rest on.
    package var samples: Int

    /// Takes what was measured.
    package init(base: UInt64, full: UInt64, incremental: UInt64, samples: Int) {
        self.base = base
        self.full = full
        self.incremental = incremental
        self.samples = samples
    }

    /// What a backup of a kind adds.
    func added(isFull: Bool) -> UInt64 { isFull ? full : incremental }
}
