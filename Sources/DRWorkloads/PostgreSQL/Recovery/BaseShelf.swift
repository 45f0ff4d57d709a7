import DRCore
import DRRepository
import DRStorage

/// The base backups of one cluster and its log, as a repository holds them; one thread uses it.
package final class BaseShelf {
    /// A base backup.
    package struct Base: Sendable {
        /// The snapshot.
        package let snapshot: Snapshot
        /// What recovery must know of it.
        package let record: BaseBackupRecord
    }

    /// The repository, with its index loaded.
    package let repository: Repository
    /// The base backups, those that ended first before the others.
    package let bases: [Base]
    /// The log.
    package let archive: WALArchive
    /// The histories of timelines in the archive.
    package private(set) var histories: [UInt32: TimelineHistory] = [:]

    /// Reads what there is of a cluster.
    ///
    /// - Parameters:
    ///   - snapshots: those among which the base backups are; all of one cluster.
    ///   - note: hears of a base backup whose record is damaged, and is passed over.
    /// - Throws: `DRError` (recoveryTargetUnreachable) when there is no base backup, or when they are of several clusters.
    package init(_ repository: Repository, _ snapshots: [Snapshot], note: (String) -> Void) throws {
        self.repository = repository
        var bases: [Base] = []
        for snapshot in snapshots where BaseBackupRecord.isBase(snapshot) {
            do {
                bases.append(Base(snapshot: snapshot, record: try BaseBackupRecord.read(from: repository, snapshot)))
            } catch let error as DRError where error.code == .integrity {
                note("the base backup \(snapshot.id?.short ?? "") is passed over: \(error.description)")
            }
        }
        let clusters = Set(bases.map(\.record.systemIdentifier))
        guard let cluster = clusters.first, clusters.count == 1 else {
            throw DRError(
                .recoveryTargetUnreachable,
                clusters.isEmpty
                    ? "there is no base backup" : "there are base backups of several clusters: \(clusters.sorted())",
                hint: clusters.isEmpty
                    ? "make one: dr backup --full PLAN" : "name a plan, or a tag such as cluster:\(clusters.min() ?? 0)"
            )
        }
        self.bases = bases.sorted { ($0.record.stopTime, $0.record.stop) < ($1.record.stopTime, $1.record.stop) }
        archive = WALArchive(repository, systemIdentifier: cluster)
        try archive.refresh()
        histories = try readHistories()
    }

    private func readHistories() throws -> [UInt32: TimelineHistory] {
        let codec = try repository.makeCodec()
        var histories: [UInt32: TimelineHistory] = [:]
        for file in archive.files.values {
            guard case .history(let timeline) = WALFileName(file.name) else { continue }
            let content = ByteBuffer()
            for id in file.content { try repository.loadBlob(.data, id, codec, into: content) }
            histories[timeline] = try TimelineHistory(timeline: timeline, content.array)
        }
        return histories
    }

    /// Chooses the base backup that a recovery begins from: the newest that was complete before the target, and from which
    /// the log leads there.
    ///
    /// - Parameters:
    ///   - timeline: the timeline to end on; nil takes the newest that descends from the base.
    ///   - snapshot: the base to use; nil lets the target choose.
    /// - Throws: `DRError` (recoveryTargetUnreachable) that tells what is missing and what can be reached.
    package func choose(_ target: RecoveryTarget, timeline: UInt32?, snapshot: Snapshot? = nil) throws -> RecoveryChoice
    {
        let candidates = bases.filter { snapshot == nil || $0.snapshot.id == snapshot?.id }
        var failure: DRError?
        for base in candidates.reversed() where Self.precedes(base.record, target) {
            do {
                let path = try TimelinePath(from: base.record, to: timeline, histories)
                let reach = RecoveryReach(base.record, path, archive.files)
                try reach.require(target, base.record)
                return RecoveryChoice(base: base, path: path, reach: reach, target: target)
            } catch let error as DRError where error.code == .recoveryTargetUnreachable {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        let first = candidates.first?.record.stopTime
        throw DRError(
            .recoveryTargetUnreachable,
            "no base backup was complete before the target",
            object: target.description,
            hint: first.map { "the oldest moment that can be reached is \(RFC3339.format($0))" }
                ?? "this is not a base backup"
        )
    }

    private static func precedes(_ base: BaseBackupRecord, _ target: RecoveryTarget) -> Bool {
        switch target {
        case .time(let time): base.stopTime <= time
        case .position(let position): base.stop <= position
        case .latest, .consistent, .transaction, .name: true
        }
    }
}
