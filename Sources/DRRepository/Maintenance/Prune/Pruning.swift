import DRCore
import DRStorage

/// Removes what no snapshot needs, while backups go on.
///
/// Under a shared lock it finds what is needed, decides, and copies needed blobs out of packs that are to go. Then it
/// takes the exclusive lock for seconds: looks at what was added meanwhile, writes the new indexes, deletes the old
/// ones, and last the packs. Dying at any point leaves a repository in which every snapshot is complete.
package final class Pruning: Sendable {
    /// What the first part hands to the second.
    struct Preparation: Sendable {
        var report: PruneReport
        var used: UsedBlobs
        var snapshots: Set<ObjectID>
        var inventory: IndexInventory
        /// Packs to delete, by their places in the index.
        var removed: Set<Int>
        /// Packs that were in no index.
        var orphans: Set<ObjectID>
        /// Files of writes that ended long ago without an object.
        var leftovers: [Leftover]
    }

    let repository: Repository
    let options: PruneOptions
    let cancellation: Cancellation
    let locks: LockOptions
    /// How far it has come.
    package let progress = MaintenanceProgress()

    /// Prepares a prune; the index must not be loaded yet, and the repository must not be used afterwards.
    ///
    /// - Parameter locks: how long to wait for others, and for backups to end before the last part.
    package init(
        _ repository: Repository,
        options: PruneOptions = PruneOptions(),
        cancellation: Cancellation = Cancellation(),
        locks: LockOptions = LockOptions()
    ) {
        self.repository = repository
        self.options = options
        self.cancellation = cancellation
        self.locks = locks
    }

    /// Runs the prune, taking the locks itself.
    ///
    /// - Throws: `DRError`: `.integrity` when anything that is needed is missing or damaged (nothing is removed then),
    ///   `.locked` when others hold the repository, `.tryLater` when another prune was faster; `StorageFailure`.
    package func run() throws -> PruneReport {
        let preparation = try prepare()
        guard !options.isDryRun, needsSwitch(preparation) else { return preparation.report }
        progress.begin(.waiting)
        return try finish(preparation)
    }

    /// The part under the shared lock.
    func prepare() throws -> Preparation {
        try repository.withLock(exclusive: false, cancellation: cancellation, options: locks) { lock in
            progress.begin(.loading)
            // Snapshots before indexes, so that the indexes know all that the snapshots need.
            let snapshots = try repository.snapshots()
            let ids = try repository.backend.list(.index).map(\.id).sorted()
            let inventory = try IndexInventory.load(ids, of: repository, cancellation: cancellation) { id, error in
                throw Self.unreadable(ObjectName(.index, id), error)
            }
            progress.begin(.walking)
            let used = UsedBlobs(repository)
            try used.add(snapshots, cancellation: cancellation, progress: progress)
            let survey = try PackSurvey(repository.index, needed: used.numbers)
            let packs = repository.index.packs
            let listed = try repository.backend.list(.pack)
            let sizes = Dictionary(listed.map { ($0.id, $0.size) }) { first, _ in first }
            let plan = try PrunePlan(
                survey,
                packs: packs,
                sizes: sizes,
                version: repository.config.version,
                options: options
            )
            var report = PruneReport()
            report.isDryRun = options.isDryRun
            report.snapshots = snapshots.count
            let orphans = listed.filter { !repository.index.contains(pack: $0.id) }
            count(survey, plan, packs, sizes, orphans, &report)
            let leftovers = try repository.backend.leftovers().filter { !$0.mayBeInUse(at: .now) }
            for leftover in leftovers { report.leftovers.add(leftover.size) }
            report.freedBytes += report.leftovers.bytes
            let grouping = repository.index.grouping()
            if !options.isDryRun {
                try lock.confirm()
                try Repacker(
                    repository: repository,
                    live: survey.live,
                    options: options,
                    cancellation: cancellation,
                    progress: progress
                ).run(plan.fates.indices.filter { plan.fates[$0] == .repack }, grouping)
            }
            return Preparation(
                report: report,
                used: used,
                snapshots: Set(snapshots.compactMap(\.id)),
                inventory: inventory,
                removed: Set(plan.fates.indices.filter { plan.fates[$0] != .keep }),
                orphans: Set(orphans.map(\.id)),
                leftovers: leftovers
            )
        }
    }

    private static func unreadable(_ name: ObjectName, _ error: DRError) -> DRError {
        DRError(
            .integrity,
            error.message,
            object: name.description,
            hint: "nothing was changed; 'dr verify' names all that is damaged"
        )
    }

    private func count(
        _ survey: PackSurvey,
        _ plan: PrunePlan,
        _ packs: [ObjectID],
        _ sizes: [ObjectID: Int],
        _ orphans: [(id: ObjectID, size: Int)],
        _ report: inout PruneReport
    ) {
        report.usedBlobs = survey.used
        report.duplicateBlobs = survey.duplicate
        report.unusedBlobs = survey.unused
        for (pack, fate) in plan.fates.enumerated() {
            let use = survey.uses[pack]
            let size = sizes[packs[pack]] ?? 0
            switch fate {
            case .keep:
                report.keptPacks.add(size)
                report.unusedBytesLeft += UInt64(use.unusedBytes)
            case .remove:
                report.unusedPacks.add(size)
                report.freedBytes += UInt64(size)
            case .repack:
                report.repackedPacks.add(size)
                report.repackedBlobs.count += use.usedBlobs
                report.repackedBlobs.bytes += UInt64(use.usedBytes)
                report.freedBytes += UInt64(use.unusedBytes)
            }
        }
        for orphan in orphans { report.orphanedPacks.add(orphan.size) }
        report.freedBytes += report.orphanedPacks.bytes
    }
}
