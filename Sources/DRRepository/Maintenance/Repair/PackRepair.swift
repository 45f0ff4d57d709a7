import DRCore
import DRStorage
import Synchronization

/// Saves what is whole in damaged packs: copies those blobs to new packs, then takes the damaged ones out of the index and
/// deletes them.
///
/// What was lost is in no index afterwards, so that the next backup stores it again where the source still has it, and
/// `SnapshotRepair` can take it out of the snapshots. The caller holds the exclusive lock and must not have loaded the index.
package final class PackRepair: Sendable {
    private let repository: Repository
    private let cancellation: Cancellation
    /// How far it has come.
    package let progress = MaintenanceProgress()

    /// Prepares a repair.
    package init(_ repository: Repository, cancellation: Cancellation = Cancellation()) {
        self.repository = repository
        self.cancellation = cancellation
    }

    /// Runs the repair.
    ///
    /// - Parameter packs: the packs to look at; nil reads every pack of the index.
    /// - Throws: `DRError` (integrity) when an index cannot be read; (usage) for a pack in no index; `StorageFailure`.
    package func run(
        _ packs: [ObjectID]?,
        _ lock: RepositoryLock,
        isDryRun: Bool = false
    ) throws -> PackRepairReport {
        progress.begin(.loading)
        let ids = try repository.backend.list(.index).map(\.id).sorted()
        let inventory = try IndexInventory.load(ids, of: repository, cancellation: cancellation) { id, error in
            throw DRError(
                .integrity,
                error.message,
                object: ObjectName(.index, id).description,
                hint: "nothing was changed; `dr repair index` comes first"
            )
        }
        let grouping = repository.index.grouping()
        let places = Dictionary(uniqueKeysWithValues: grouping.packs.enumerated().map { ($1, $0) })
        let chosen = try packs.map { try $0.map { try Self.place($0, places) } } ?? Array(grouping.packs.indices)
        var report = PackRepairReport()
        report.isDryRun = isDryRun
        report.examinedPacks = chosen.count
        let damaged = try examine(Array(Set(chosen)).sorted(), grouping)
        report.packs = damaged.map(\.report)
        guard !damaged.isEmpty else { return report }
        report.lostBlobs = try countLost(damaged, grouping)
        guard !isDryRun else { return report }
        try lock.confirm()
        try salvage(damaged)
        try lock.confirm()
        try replaceIndexes(inventory, grouping, Set(damaged.map(\.place)), &report)
        try lock.confirm()
        for pack in damaged { try repository.backend.delete(ObjectName(.pack, pack.report.id)) }
        return report
    }

    private struct DamagedPack: Sendable {
        var place: Int
        var report: PackRepairReport.Pack
        /// Blobs that can be read.
        var whole: [PackHeader.Entry]
        var lost: [PackHeader.Entry]
    }

    private static func place(_ pack: ObjectID, _ places: [ObjectID: Int]) throws -> Int {
        if let place = places[pack] { return place }
        throw DRError(
            .usage,
            "the pack is in no index",
            object: ObjectName(.pack, pack).description,
            hint: "`dr repair index` adds packs that can be read; prune removes the others"
        )
    }

    /// Reads packs completely and returns those that are not as the index says, down to the last byte.
    private func examine(_ places: [Int], _ grouping: BlobIndex.Grouping) throws -> [DamagedPack] {
        let sizes = Dictionary(try repository.backend.list(.pack).map { ($0.id, $0.size) }) { first, _ in first }
        progress.begin(
            .reading,
            items: places.count,
            bytes: places.reduce(0) { $0 + (sizes[grouping.packs[$1]] ?? 0) }
        )
        let examiners = try (0..<WorkerThread.processorCount).map { _ in
            try PackExaminer(repository, cancellation, progress)
        }
        let found = Mutex<[DamagedPack]>([])
        try ParallelWork.forEach(count: places.count, workers: examiners.count) { [self] worker, number in
            let content = repository.index.content(of: places[number], grouping)
            var pack = PackRepairReport.Pack(id: content.id)
            var lost = content.entries
            if let size = sizes[content.id] {
                let findings = try examiners[worker].examine(content, size: size)
                progress.add(items: 1)
                if findings.isClean { return }
                pack.reasons = findings.reasons
                lost = findings.badBlobs
            } else {
                pack.reasons = ["the pack is missing"]
            }
            let lostPlaces = Set(lost.map(\.offset))
            let whole = content.entries.filter { !lostPlaces.contains($0.offset) }
            pack.savedBlobs = whole.count
            pack.damagedBlobs = lost.count
            let damaged = DamagedPack(place: places[number], report: pack, whole: whole, lost: lost)
            found.withLock { $0.append(damaged) }
        }
        return found.withLock { $0.sorted { $0.report.id < $1.report.id } }
    }

    /// Blobs of which no copy is left, whole or in a pack that was not looked at.
    private func countLost(_ damaged: [DamagedPack], _ grouping: BlobIndex.Grouping) throws -> Int {
        let saved = Set(damaged.flatMap(\.whole).map { BlobKey(type: $0.type, id: $0.id) })
        let broken = Set(damaged.map(\.report.id))
        let lost = Set(damaged.flatMap(\.lost).map { BlobKey(type: $0.type, id: $0.id) })
        return lost.subtracting(saved).count { blob in
            repository.index.locations(blob.type, blob.id).allSatisfy { broken.contains($0.pack) }
        }
    }

    /// Copies what is whole to new packs, each blob checked again; when it returns, they and their index are durable.
    private func salvage(_ damaged: [DamagedPack]) throws {
        let writer = try BlobWriter(repository)
        let failure = FirstFailure()
        failure.capture {
            let codec = try repository.makeCodec()
            let (stored, content) = (ByteBuffer(), ByteBuffer())
            progress.begin(.repacking, items: damaged.count)
            for pack in damaged {
                for entry in pack.whole {
                    try cancellation.check()
                    stored.removeAll()
                    content.removeAll()
                    let range = entry.offset..<entry.offset + entry.length
                    try repository.backend.load(ObjectName(.pack, pack.report.id), range: range, into: stored)
                    let length = entry.uncompressedLength
                    try codec.decode(stored.bytes, id: entry.id, uncompressedLength: length, into: content)
                    try writer.copy(entry.type, entry.id, stored: stored.bytes, uncompressedLength: length)
                }
                progress.add(items: 1)
            }
        }
        // Also after a failure, so that the threads of the writer end.
        failure.capture { try writer.finish() }
        try failure.rethrow()
    }

    /// Writes the index files that list a damaged pack anew without it, then deletes the old ones.
    private func replaceIndexes(
        _ inventory: IndexInventory,
        _ grouping: BlobIndex.Grouping,
        _ damaged: Set<Int>,
        _ report: inout PackRepairReport
    ) throws {
        progress.begin(.switching)
        let places = Dictionary(uniqueKeysWithValues: grouping.packs.enumerated().map { ($1, $0) })
        let replaced = inventory.files.filter { file in
            file.packs.contains { places[$0].map(damaged.contains) ?? false }
        }
        var written: Set<Int> = []
        let kept = replaced.flatMap(\.packs).compactMap { places[$0] }.filter { place in
            !damaged.contains(place) && written.insert(place).inserted
        }
        report.indexesWritten = try repository.saveIndexes(repository.index, kept, grouping, cancellation)
        for file in replaced { try repository.backend.delete(ObjectName(.index, file.id)) }
        report.indexesRemoved = replaced.count
    }
}
