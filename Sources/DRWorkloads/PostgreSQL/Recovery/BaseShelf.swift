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
    private let log: RecoveryLog
    private let note: (String) -> Void
    private let cancellation: Cancellation

    /// Reads what there is of a cluster.
    ///
    /// - Parameters:
    ///   - snapshots: those among which the base backups are; all of one cluster.
    ///   - note: hears of a base backup whose record is damaged, and is passed over, and of work that takes a while.
    /// - Throws: `DRError` (recoveryTargetUnreachable) when there is no base backup, or when they are of several clusters.
    package init(
        _ repository: Repository,
        _ snapshots: [Snapshot],
        cancellation: Cancellation,
        note: @escaping (String) -> Void
    ) throws {
        self.repository = repository
        self.cancellation = cancellation
        self.note = note
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
        log = RecoveryLog(
            files: archive.files.values.map { (name: $0.name, modified: $0.modified) },
            histories: try archive.histories(),
            segmentSize: bases.map(\.record.segmentSize).max() ?? WALSegment.usualSize
        )
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
        let window = RecoveryWindow(
            bases: candidates.compactMap { base in base.snapshot.id.map { RecoveryBase(id: $0.hex, base.record) } },
            log: log
        )
        guard LogSearch.isNeeded(for: target) else {
            return try choice(window.choose(target, timeline: timeline), target, mark: nil)
        }
        note("looking through the log for \(target.description)")
        let search = LogSearch(archive, target, cancellation: cancellation)
        var failure: DRError?
        var isFound = false
        for way in try window.candidates(target, timeline: timeline) {
            do { try way.require(target) } catch let error as DRError {
                failure = failure ?? error
                continue
            }
            guard let mark = try search.position(along: way) else { continue }
            isFound = true
            // A recovery that meets it before the copy is consistent fails: an older base is needed.
            guard mark >= way.base.stop else { continue }
            note("\(target.description) is at \(mark)")
            return try choice(way, target, mark: mark)
        }
        throw isFound ? window.tooEarly(target) : failure ?? notFound(target, window)
    }

    private func choice(
        _ way: RecoveryReach,
        _ target: RecoveryTarget,
        mark: LogSequenceNumber?
    ) throws -> RecoveryChoice {
        guard let base = bases.first(where: { $0.snapshot.id?.hex == way.base.id }) else {
            throw DRError(.failed, "a base backup is not known any more", object: way.base.id)
        }
        let segments = way.numbers.compactMap { archive.files[way.fileName($0)] }
        return RecoveryChoice(base: base, reach: way, segments: segments, target: target, mark: mark)
    }

    private func notFound(_ target: RecoveryTarget, _ window: RecoveryWindow) -> DRError {
        let others = Set(window.ways.map(\.timeline)).sorted().map(String.init).joined(separator: ", ")
        return DRError(
            .recoveryTargetUnreachable,
            "the log holds no such end of a recovery",
            object: target.description,
            hint:
                "a transaction counts by its top number, and only when it has ended; the timelines are \(others), see "
                + "--timeline",
            details: window.ranges.map {
                "reachable: \(RFC3339.format($0.lowerBound)) to \(RFC3339.format($0.upperBound))"
            }
        )
    }
}
