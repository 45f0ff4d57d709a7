import DRCore

/// Which files of a log the kept base backups need: a pure decision.
///
/// Everything from the segment on in which the oldest of them begins stays, on every timeline; histories stay for ever, as
/// they are small and tell which timeline branched off where.
package struct WALNeed: Sendable {
    private let first: UInt64
    private let segmentSize: UInt64

    /// Decides for some base backups; nil without any: nobody knows then what is needed, so everything stays.
    package init?(_ bases: some Collection<RecoveryBase>, segmentSize: UInt64) {
        guard let start = bases.map(\.start).min() else { return nil }
        self.segmentSize = segmentSize
        first = start.offset / segmentSize
    }

    /// Whether a file must stay.
    package func contains(_ name: String) -> Bool {
        switch WALFileName(name) {
        case .segment, .partial, .backup:
            guard let segment = WALSegment(name: name.prefix(24), size: segmentSize) else { return true }
            return segment.number >= first
        case .history, nil: return true
        }
    }
}
