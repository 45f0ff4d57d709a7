import DRCore

/// By how much an operation may make a repository grow.
package struct StorageGrowth: Hashable, Sendable {
    /// The share that is allowed.
    package let share: Percentage
    /// The size of the repository before, in bytes.
    package let size: UInt64

    /// So much may always be added, as a share of a small repository says little: 256 MiB.
    package static let free: UInt64 = 256 << 20

    /// Takes the share and the size before.
    package init(share: Percentage, size: UInt64) {
        self.share = share
        self.size = size
    }

    /// The bytes that may be added; nil for an empty repository.
    package var limit: UInt64? {
        guard size > 0 else { return nil }
        let (product, overflow) = size.multipliedReportingOverflow(by: UInt64(share.percent))
        return overflow ? nil : max(product / 100, Self.free)
    }

    /// Why no more may be added than `limit`; nil where there is none.
    package func refusal(subject: String) -> GuardrailRefusal? {
        guard let limit else { return nil }
        return GuardrailRefusal(
            .storageGrowth,
            "the backup would add more than \(ByteCount.format(limit)) (\(share) are allowed) to the \(ByteCount.format(size)) of the "
                + "repository, so it was stopped; there is no snapshot of it",
            subject: subject,
            hint: "find out what has changed: new data, or data that somebody encrypted? If it is meant, "
                + "dr backup \(subject) --allow-growth; the next run goes on from what this one has stored"
        )
    }
}
