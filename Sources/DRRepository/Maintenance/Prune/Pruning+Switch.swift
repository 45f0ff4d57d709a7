import DRCore
import DRStorage

extension Pruning {
    /// Indexes with fewer blobs are merged when there are as many of them.
    private static let smallIndex = (blobs: 10_000, count: 10)

    /// Whether there is anything to change under the exclusive lock.
    func needsSwitch(_ preparation: Preparation) -> Bool {
        let small = preparation.inventory.files.count { $0.blobs < Self.smallIndex.blobs }
        return !preparation.removed.isEmpty || !preparation.orphans.isEmpty || small >= Self.smallIndex.count
            || !preparation.inventory.repeated.isEmpty || !preparation.leftovers.isEmpty
    }

    /// The part under the exclusive lock.
    func finish(_ preparation: Preparation) throws -> PruneReport {
        try repository.withLock(exclusive: true, cancellation: cancellation, options: locks) { lock in
            progress.begin(.switching)
            var report = preparation.report
            let inventory = try lookAgain(preparation)
            let listed = Set(try repository.backend.list(.pack).map(\.id))
            let removed = try rescue(preparation, listed, &report)
            try lock.confirm()
            let old = try writeIndexes(inventory, without: removed, &report)
            try lock.confirm()
            for id in old {
                try cancellation.check()
                try repository.backend.delete(ObjectName(.index, id))
            }
            report.indexesRemoved = old.count
            try lock.confirm()
            let packs = repository.index.packs
            let orphans = preparation.orphans.filter { listed.contains($0) && !repository.index.contains(pack: $0) }
            try deletePacks(removed.map { packs[$0] }.filter(listed.contains) + orphans)
            try lock.confirm()
            // Under the exclusive lock nobody writes, and one that lost its lock was given the time to notice.
            for leftover in preparation.leftovers { try repository.backend.delete(leftover) }
            return report
        }
    }

    /// Reads the indexes and snapshots that were added since, and what these snapshots need.
    private func lookAgain(_ preparation: Preparation) throws -> IndexInventory {
        let snapshots = try repository.backend.list(.snapshot).map(\.id).filter { !preparation.snapshots.contains($0) }
        let present = Set(try repository.backend.list(.index).map(\.id))
        let known = Set(preparation.inventory.files.map(\.id))
        guard known.isSubset(of: present) else {
            throw DRError(
                .tryLater,
                "another program changed the indexes while prune was preparing",
                object: repository.backend.location,
                hint: "nothing was removed; run prune again"
            )
        }
        let fresh = present.subtracting(known).sorted()
        let added = try IndexInventory.load(fresh, of: repository, cancellation: cancellation) { _, error in
            throw error
        }
        let codec = try repository.makeCodec()
        let loaded = try snapshots.map { try repository.loadSnapshot($0, codec) }
        try preparation.used.add(loaded, cancellation: cancellation)
        var inventory = preparation.inventory
        inventory.files += added.files
        inventory.repeated += added.repeated
        return inventory
    }

    /// Takes packs out of the removal that hold the only copy of a needed blob, as a backup may have begun to use it.
    ///
    /// - Throws: `DRError` (integrity) when a needed blob has no copy at all.
    private func rescue(
        _ preparation: Preparation,
        _ listed: Set<ObjectID>,
        _ report: inout PruneReport
    ) throws -> Set<Int> {
        let index = repository.index
        let needed = preparation.used.numbers
        let packs = index.packs
        let isListed = packs.map(listed.contains)
        var removed = preparation.removed
        let covered = BlobSet(capacity: index.numberCount)
        try index.forEachCopy { _, blob, copy in
            if isListed[copy.pack], !removed.contains(copy.pack) { covered.insert(blob) }
        }
        try index.forEachCopy { _, blob, copy in
            guard needed.contains(blob), !covered.contains(blob), isListed[copy.pack] else { return }
            if removed.remove(copy.pack) != nil { report.rescuedPacks += 1 }
            covered.insert(blob)
        }
        try index.forEachCopy { _, blob, copy in
            guard needed.contains(blob), !covered.contains(blob) else { return }
            throw DRError(
                .integrity,
                "the pack of a needed blob is missing",
                object: ObjectName(.pack, packs[copy.pack]).description,
                hint: "nothing was removed; 'dr verify' names all that is damaged"
            )
        }
        return removed
    }

    /// Writes the indexes that replace those with removed packs, with packs that others list too, and the small ones.
    ///
    /// Returns the replaced files.
    private func writeIndexes(
        _ inventory: IndexInventory,
        without removed: Set<Int>,
        _ report: inout PruneReport
    ) throws -> [ObjectID] {
        let grouping = repository.index.grouping()
        let numbers = Dictionary(uniqueKeysWithValues: grouping.packs.enumerated().map { ($1, $0) })
        let files = inventory.files
        let repeated = Set(inventory.repeated.map(\.pack.id))
        func lists(_ file: IndexInventory.File) -> Bool {
            file.packs.contains { repeated.contains($0) || numbers[$0].map(removed.contains) ?? false }
        }
        let small = files.count { $0.blobs < Self.smallIndex.blobs }
        let replaced = files.filter { file in
            small >= Self.smallIndex.count && file.blobs < Self.smallIndex.blobs || lists(file)
        }
        var written: Set<Int> = []
        let kept = replaced.flatMap(\.packs).compactMap { numbers[$0] }.filter { number in
            !removed.contains(number) && written.insert(number).inserted
        }
        report.indexesWritten = try repository.saveIndexes(repository.index, kept, grouping, cancellation)
        return replaced.map(\.id)
    }

    private func deletePacks(_ packs: [ObjectID]) throws {
        progress.begin(.deleting, items: packs.count)
        let workers = max(WorkerThread.processorCount, repository.backend.parallelism)
        try ParallelWork.forEach(count: packs.count, workers: workers) { [self] _, number in
            try cancellation.check()
            try repository.backend.delete(ObjectName(.pack, packs[number]))
            progress.add(items: 1)
        }
    }
}
