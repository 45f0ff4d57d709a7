import DRCore
import DRStorage
import Synchronization

/// Makes the indexes agree with the packs: those that are gone leave the index, those that no index lists or that an
/// index lists wrongly enter it as their own headers say.
///
/// The caller holds the exclusive lock and must not have loaded the index. The new indexes are durable before an old one is deleted.
package final class IndexRepair: Sendable {
    private let repository: Repository
    private let readsAllPacks: Bool
    private let cancellation: Cancellation
    /// How far it has come.
    package let progress = MaintenanceProgress()

    /// Prepares a repair.
    ///
    /// - Parameter readsAllPacks: whether the header of every pack is read, also where an index agrees with its size.
    package init(_ repository: Repository, readsAllPacks: Bool = false, cancellation: Cancellation = Cancellation()) {
        self.repository = repository
        self.readsAllPacks = readsAllPacks
        self.cancellation = cancellation
    }

    /// Runs the repair; when nothing is wrong nothing is written.
    ///
    /// - Throws: `StorageFailure`; the code of the cancellation.
    package func run(_ lock: RepositoryLock, isDryRun: Bool = false) throws -> IndexRepairReport {
        var report = IndexRepairReport()
        report.isDryRun = isDryRun
        progress.begin(.loading)
        let old = try repository.backend.list(.index).map(\.id).sorted()
        let damaged = Mutex<[ObjectID]>([])
        let inventory = try IndexInventory.load(old, of: repository, cancellation: cancellation) { id, _ in
            damaged.withLock { $0.append(id) }
        }
        report.damagedIndexes = damaged.withLock { $0.sorted() }
        report.repeatedPacks = Set(inventory.repeated.map(\.pack.id)).count
        let index = try rebuild(&report)
        report.packs = index.packCount
        guard !report.isClean, !isDryRun else { return report }
        progress.begin(.switching)
        try lock.confirm()
        let grouping = index.grouping()
        report.indexesWritten = try repository.saveIndexes(index, Array(grouping.packs.indices), grouping, cancellation)
        try lock.confirm()
        for id in old {
            try cancellation.check()
            try repository.backend.delete(ObjectName(.index, id))
        }
        report.indexesRemoved = old.count
        return report
    }

    /// The index as the packs in the storage ask for it.
    private func rebuild(_ report: inout IndexRepairReport) throws -> BlobIndex {
        let fixed = BlobIndex()
        let grouping = repository.index.grouping()
        let places = Dictionary(uniqueKeysWithValues: grouping.packs.enumerated().map { ($1, $0) })
        let stored = try repository.backend.list(.pack).sorted { $0.id < $1.id }
        var toRead: [(id: ObjectID, size: Int, listed: BlobIndex.PackContent?)] = []
        for (id, size) in stored {
            let listed = places[id].map { repository.index.content(of: $0, grouping) }
            if !readsAllPacks, let listed, listed.isContiguous, listed.expectedSize == size {
                fixed.add(pack: id, listed.entries)
            } else {
                toRead.append((id, size, listed))
            }
        }
        let present = Set(stored.map(\.id))
        report.missingPacks = grouping.packs.filter { !present.contains($0) }.sorted()
        progress.begin(.reading, items: toRead.count)
        let workers = max(WorkerThread.processorCount, repository.backend.parallelism)
        let codecs = try (0..<workers).map { _ in try repository.makeCodec() }
        let found = Mutex(IndexRepairReport())
        let packs = toRead
        try ParallelWork.forEach(count: packs.count, workers: workers) { [self] worker, number in
            try cancellation.check()
            let (id, size, listed) = packs[number]
            do {
                let entries = try repository.loadPackHeader(id, size: size, codecs[worker])
                fixed.add(pack: id, entries)
                if let listed {
                    if listed.entries != entries { found.withLock { $0.correctedPacks.append(id) } }
                } else {
                    found.withLock { $0.addedPacks.append(id) }
                }
            } catch {
                let reason = try repository.damage(behind: error).message
                found.withLock { $0.unreadablePacks.append((id, reason)) }
                // What an index says may still be right, and is all there is.
                if let listed { fixed.add(pack: id, listed.entries) }
            }
            progress.add(items: 1)
        }
        let findings = found.withLock { $0 }
        report.addedPacks = findings.addedPacks.sorted()
        report.correctedPacks = findings.correctedPacks.sorted()
        report.unreadablePacks = findings.unreadablePacks.sorted { $0.id < $1.id }
        return fixed
    }
}
