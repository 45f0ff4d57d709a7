import DRCore
import DRPolicy
import DRRepository

/// Frees the space of the repository of a plan that no snapshot needs.
package struct PruneWork: JobWork {
    /// Makes the work.
    package init() {}

    package func perform(_ job: Job, _ run: inout RunRecord, _ context: JobContext) throws {
        let plan = try context.installation.plan(job.plan)
        let access = context.repositories
        let repository = try access.open(plan.repository)
        let report = try Pruning(
            repository,
            options: PruneOptions(packSize: try access.writeOptions(plan.repository).packSize),
            cancellation: context.cancellation,
            locks: access.lockOptions
        ).run()
        RepositorySample.keep(of: repository, plan.repository, context)
        run.details = DetailsText.object { json in
            json.key("snapshots")
            json.number(report.snapshots)
            json.key("packs_removed")
            json.number(report.unusedPacks.count + report.orphanedPacks.count)
            json.key("packs_rewritten")
            json.number(report.repackedPacks.count)
            json.key("bytes_freed")
            json.number(report.freedBytes)
            json.key("bytes_unused")
            json.number(report.unusedBytesLeft)
        }
    }
}
