import DRCore

/// How far the log in the archive leads from a base backup, without a gap.
package struct RecoveryReach: Sendable {
    /// The segments that there are, in the order in which a recovery reads them.
    package let segments: [ArchivedWALFile]
    /// The first segment that is missing although there are later ones; nil without a gap.
    package let gap: WALSegment?
    /// The position after the last segment.
    package let end: LogSequenceNumber
    /// When the last segment was written: about the newest moment that can be reached.
    package let newest: Timestamp?

    /// Follows the log.
    ///
    /// - Parameter files: what is archived, by name.
    package init(_ base: BaseBackupRecord, _ path: TimelinePath, _ files: [String: ArchivedWALFile]) {
        var number = base.firstSegment.number
        var segments: [ArchivedWALFile] = []
        while let file = files[path.segment(number).name] {
            segments.append(file)
            number += 1
        }
        // What a receiver stored of the segment that is not full yet.
        if let end = files[path.segment(number).name + ".partial"] {
            segments.append(end)
            number += 1
        }
        self.segments = segments
        let last = files.values.compactMap { WALSegment(name: $0.name, size: base.segmentSize) }
            .filter { path.segment($0.number).timeline == $0.timeline }.map(\.number).max()
        gap = last.flatMap { $0 > number ? path.segment(number) : nil }
        end = LogSequenceNumber(offset: number * base.segmentSize)
        newest = segments.map(\.modified).max()
    }

    /// Throws when the log certainly does not lead to a target.
    ///
    /// - Throws: `DRError` (recoveryTargetUnreachable) that names the missing segment, or the moments that can be reached.
    package func require(_ target: RecoveryTarget, _ base: BaseBackupRecord) throws {
        guard end >= base.stop else {
            throw missing("the base backup itself needs a part of the log that is missing", base)
        }
        switch target {
        case .latest:
            if gap != nil { throw missing("the log has a gap, so its end cannot be reached", base) }
        case .consistent: return
        case .position(let position):
            if position > end { throw missing("the log does not lead to \(position)", base) }
        case .time(let time):
            guard let newest, newest < time else { return }
            throw missing("the log does not lead to \(RFC3339.format(time))", base)
        case .transaction, .name: return
        }
    }

    private func missing(_ message: String, _ base: BaseBackupRecord) -> DRError {
        let window =
            "every moment from \(RFC3339.format(base.stopTime)) to about "
            + "\(newest.map { RFC3339.format($0) } ?? "the same") can be reached"
        if let gap {
            return DRError(
                .recoveryTargetUnreachable,
                "\(message): a segment is missing",
                object: gap.name,
                hint: "\(window); --consistent or an earlier moment, or a base backup after the gap"
            )
        }
        return DRError(
            .recoveryTargetUnreachable,
            "\(message); it ends at \(end)",
            object: segments.last?.name ?? base.firstSegment.name,
            hint: "\(window); --latest goes to the end of the log"
        )
    }
}
