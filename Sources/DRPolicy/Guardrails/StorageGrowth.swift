import DRCore

/// By how much an operation may make a repository grow.
package struct StorageGrowth: Hashable, Sendable {
    /// The share that is allowed.
    package let share: Percentage
    /// The size of the repository before, in bytes.
    package let size: UInt64

    /// So small a repository may grow by any share: 64 MiB.
    package static let smallRepository: UInt64 = 64 << 20

    /// Takes the share and the size before.
    package init(share: Percentage, size: UInt64) {
        self.share = share
        self.size = size
    }

    /// The bytes that may be added; nil for a repository that is small or empty, where a share says nothing.
    package var limit: UInt64? {
        guard size >= Self.smallRepository else { return nil }
        let (product, overflow) = size.multipliedReportingOverflow(by: UInt64(share.percent))
        return overflow ? nil : product / 100
    }

    /// Why no more may be added than `limit`; nil where there is none.
    package func refusal(subject: String) -> GuardrailRefusal? {
        guard let limit else { return nil }
        return GuardrailRefusal(
            .storageGrowth,
            "the backup would add more than \(share) (\(ByteCount.format(limit))) to the \(ByteCount.format(size)) of the "
                + "repository, so it was stopped; there is no snapshot of it",
            subject: subject,
            hint: "find out what has changed: new data, or data that somebody encrypted? If it is meant, "
                + "dr backup \(subject) --allow-growth; the next run goes on from what this one has stored"
        )
    }
}
