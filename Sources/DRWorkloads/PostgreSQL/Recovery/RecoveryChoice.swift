import DRCore

/// What a recovery begins from and where it leads.
package struct RecoveryChoice: Sendable {
    /// The base backup.
    package let base: BaseShelf.Base
    /// The way through the timelines.
    package let path: TimelinePath
    /// How far the log leads.
    package let reach: RecoveryReach
    /// Where the recovery ends.
    package let target: RecoveryTarget

    /// The segments that a recovery reads at least, as far as that is known beforehand.
    package var neededSegments: [ArchivedWALFile] {
        switch target {
        case .latest, .transaction, .name: return reach.segments
        case .consistent: return segments { $0 <= base.record.lastSegment }
        case .position(let position): return segments { $0.start <= position }
        case .time(let time):
            let beyond = reach.segments.firstIndex { $0.modified > time } ?? reach.segments.count
            return Array(reach.segments.prefix(beyond + 1))
        }
    }

    private func segments(_ isNeeded: (WALSegment) -> Bool) -> [ArchivedWALFile] {
        reach.segments.filter { file in
            WALSegment(name: file.name, size: base.record.segmentSize).map(isNeeded) ?? false
        }
    }

    /// Bytes of the log that a recovery reads.
    package var logBytes: UInt64 { neededSegments.reduce(0) { $0 + $1.size } }
}
