import DRCore

/// What a recovery begins from and where it leads.
package struct RecoveryChoice: Sendable {
    /// The base backup.
    package let base: BaseShelf.Base
    /// How far the log leads from it, and along which timeline.
    package let reach: RecoveryReach
    /// The segments of the way, in the order in which a recovery reads them.
    package let segments: [ArchivedWALFile]
    /// Where the recovery ends.
    package let target: RecoveryTarget
    /// Where the log says that this is; nil for targets that are not looked for in it.
    package let mark: LogSequenceNumber?

    /// The segments that a recovery reads at least, as far as that is known beforehand.
    package var neededSegments: [ArchivedWALFile] {
        if let mark { return segments { $0.start <= mark } }
        switch target {
        case .latest, .transaction, .name: return segments
        case .consistent: return segments { $0 <= base.record.lastSegment }
        case .position(let position): return segments { $0.start <= position }
        case .time(let time):
            let beyond = segments.firstIndex { $0.modified > time } ?? segments.count
            return Array(segments.prefix(beyond + 1))
        }
    }

    private func segments(_ isNeeded: (WALSegment) -> Bool) -> [ArchivedWALFile] {
        segments.filter { file in
            WALSegment(name: file.name.prefix(24), size: base.record.segmentSize).map(isNeeded) ?? false
        }
    }

    /// Bytes of the log that a recovery reads.
    package var logBytes: UInt64 { neededSegments.reduce(0) { $0 + $1.size } }
}
