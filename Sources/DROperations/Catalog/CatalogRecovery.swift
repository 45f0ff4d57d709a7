import DRCore
import DRPolicy
import DRRepository

/// Fills a catalog from the repositories that took the place of a damaged one, and tells of it.
package enum CatalogRecovery {
    /// Does so when it is needed; what goes wrong is noted and tried again by the next run.
    package static func run(_ context: JobContext) {
        do {
            guard try context.catalog.needsRebuilding() else { return }
            context.note(
                "the catalog was damaged and lies beside the new one (\(context.catalog.path)\(CatalogFile.damagedMark)…); "
                    + "the backups are read from the repositories"
            )
            try tell(context)
            let report = try CatalogRebuilding.run(context)
            for (name, error) in report.unreachable { context.note("repository \(name): \(error.description)") }
            guard report.unreachable.isEmpty else { return }
            context.note("\(report.added) backups were found for the new catalog")
        } catch {
            context.note("the catalog could not be filled yet: \(DRError(anyStorageError: error).description)")
        }
    }

    private static func tell(_ context: JobContext) throws {
        let finding = AlertFinding(
            .catalog,
            .warning,
            "the catalog was damaged: failures, verifications, tests of restores, alerts and approvals from before are lost",
            object: context.catalog.path,
            hint: "look at the disk; then dr alerts resolve, and remove the damaged file beside it"
        )
        try AlertBoard(context.installation, context.catalog)
            .observe([.wrong(finding)], at: context.installation.clock.now)
    }
}
