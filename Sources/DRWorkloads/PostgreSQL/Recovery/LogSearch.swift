import DRCore
import DRRepository

/// Looks in the archived log for a target whose place only the log knows: the end of a transaction, or a restore point.
///
/// Used by one thread. What was read for one base backup is not read again for an older one.
final class LogSearch {
    private let archive: WALArchive
    private let target: RecoveryTarget
    private let cancellation: Cancellation
    /// From where on a timeline was searched, and the first place that was found there.
    private var searched: [TimelineHistory: (from: LogSequenceNumber, found: LogSequenceNumber?)] = [:]

    init(_ archive: WALArchive, _ target: RecoveryTarget, cancellation: Cancellation) {
        self.archive = archive
        self.target = target
        self.cancellation = cancellation
    }

    /// Whether a target has to be looked for.
    static func isNeeded(for target: RecoveryTarget) -> Bool {
        switch target {
        case .transaction, .name: true
        case .latest, .consistent, .time, .position: false
        }
    }

    /// Where the record of the target begins that a recovery along a way meets first; nil when there is none.
    ///
    /// - Throws: `DRError` (integrity) when the log is damaged; what the storage throws.
    func position(along way: RecoveryReach) throws -> LogSequenceNumber? {
        let known = searched[way.history]
        guard known.map({ way.base.start < $0.from }) ?? true else { return known?.found }
        let found = try first(along: way, before: known?.from ?? way.end) ?? known?.found
        searched[way.history] = (way.base.start, found)
        return found
    }

    private func first(along way: RecoveryReach, before limit: LogSequenceNumber) throws -> LogSequenceNumber? {
        var reader = WALRecordReader(from: way.base.start)
        var found: LogSequenceNumber?
        for number in way.numbers where way.segment(number).start < limit {
            try cancellation.check()
            guard let content = try archive.content(way.fileName(number)) else { return found }
            let isFound = reader.read(content.bytes, of: way.segment(number), before: limit) { record in
                guard matches(record), record.isSound else { return false }
                found = record.position
                return true
            }
            if isFound { break }
        }
        return found
    }

    private func matches(_ record: WALRecord) -> Bool {
        switch target {
        // The server compares 32 bits, also where somebody gives all 64 of them.
        case .transaction(let number): record.endedTransaction == UInt32(truncatingIfNeeded: number)
        case .name(let name): record.restorePoint == name
        case .latest, .consistent, .time, .position: false
        }
    }
}
