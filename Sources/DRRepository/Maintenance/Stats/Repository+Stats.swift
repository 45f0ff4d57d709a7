import DRCore
import DRStorage

extension Repository {
    /// Measures what some snapshots need; the index must be loaded.
    ///
    /// - Throws: `DRError` (integrity) when a directory cannot be read.
    package func stats(
        of snapshots: [Snapshot],
        cancellation: Cancellation = Cancellation(),
        progress: MaintenanceProgress = MaintenanceProgress()
    ) throws -> RepositoryStats {
        progress.begin(.walking)
        let used = BlobSet(capacity: index.numberCount)
        let totals = TreeTotals()
        let scan = TreeScan(self, seen: used, cancellation: cancellation, progress: progress)
        let hasher = try FileHasher()
        try scan.run(roots: snapshots.map(\.tree)) { [index] tree, node in
            if let content = node.content {
                index.forEachNumber(.data, content) { _, number in
                    if let number { used.insert(number) }
                }
            }
            totals.add(node, in: tree, content: node.kind == .file ? hasher.hash(node.content ?? []) : nil)
        } damaged: { _, error in
            throw error
        }
        var stats = RepositoryStats()
        var restores = RestoreTotals(totals.entries)
        for snapshot in snapshots { restores.add(snapshot.tree, to: &stats.restore) }
        let distinct = totals.distinct
        stats.distinctFiles = UInt64(distinct.files)
        stats.distinctFileBytes = distinct.bytes
        stats.blobReferences = distinct.references
        try index.forEachCopy { number, _, copy in
            guard used.contains(number) else { return }
            if copy.type == .data { stats.stored.dataBlobs += 1 } else { stats.stored.treeBlobs += 1 }
            stats.stored.bytes += UInt64(copy.length)
            let plain = copy.length - Sealer.overhead
            stats.stored.contentBytes += UInt64(copy.uncompressedLength == 0 ? plain : copy.uncompressedLength)
        }
        stats.indexedBlobs = index.count
        stats.indexMemory = index.memory
        return stats
    }
}
