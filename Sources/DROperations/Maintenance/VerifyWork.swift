import DRCore
import DRPolicy
import DRRepository
import DRStorage

/// Checks the repository of a plan: its structure, and a part of its bytes that moves on from run to run.
package struct VerifyWork: JobWork {
    private let readsAll: Bool

    /// Makes the work.
    ///
    /// - Parameter readsAll: whether every byte is read, instead of the part whose turn it is.
    package init(readsAll: Bool = false) {
        self.readsAll = readsAll
    }

    package func perform(_ job: Job, _ run: inout RunRecord, _ context: JobContext) throws {
        let installation = context.installation
        let plan = try installation.plan(job.plan)
        let rotation = try rotation(of: job, plan, context)
        let access = context.repositories
        let repository = try access.open(plan.repository)
        let (report, snapshots) = try repository.withLock(
            exclusive: false,
            cancellation: context.cancellation,
            options: access.lockOptions
        ) { _ in
            let options = VerifyOptions(readData: rotation.selection)
            let report = try Verification(repository, options: options, cancellation: context.cancellation).run()
            // Damaged ones are in the report.
            return (report, try repository.snapshots { _, _ in })
        }
        run.bytesRead = Int64(clamping: report.bytesRead)
        run.bytesProcessed = Int64(clamping: report.packBytes)
        run.details = Self.details(rotation, report)
        try addPoints(snapshots, report, rotation, repository, run, context)
        guard report.isIntact else { throw Self.error(report, plan.repository) }
    }

    private func rotation(of job: Job, _ plan: BackupPlan, _ context: JobContext) throws -> VerifyRotation {
        let installation = context.installation
        let now = installation.clock.now
        guard !readsAll else { return VerifyRotation(part: 1, parts: 1, started: now) }
        // A plan that verifies by hand alone reads everything.
        let scheduled = try ScheduledPlan.all(in: installation).first {
            $0.name == job.plan && $0.rules[.verify] != nil
        }
        let within = plan.schedule.verifyAllWithin.components.seconds
        let parts = scheduled.map { VerifyRotation.parts($0.calendar(since: now), within: within, from: now) } ?? 1
        let last = try context.catalog.lastVerification(
            environment: installation.environment,
            repository: plan.repository
        )
        return .next(after: last.flatMap(VerifyRotation.init(details:)), parts: parts, now: now)
    }

    private func addPoints(
        _ snapshots: [Snapshot],
        _ report: VerifyReport,
        _ rotation: VerifyRotation,
        _ repository: Repository,
        _ run: RunRecord,
        _ context: JobContext
    ) throws {
        // While it is not known whom the damage harms, nothing is proven.
        guard !report.isHarmPartial, report.isIntact || !report.harmedSnapshots.isEmpty else { return }
        let harmed = Set(report.harmedSnapshots)
        let whole = snapshots.filter { snapshot in snapshot.id.map { !harmed.contains($0) } ?? false }
        // What came while it ran was not looked at.
        let seen = whole.filter { $0.time <= run.started }
        let id = repository.config.id
        let now = context.installation.clock.now
        let ids = seen.compactMap(\.id)
        try context.catalog.addVerifiedPoints(ids, .structure, repository: id, run: run.uuid, at: now)
        guard report.isIntact, rotation.isLast else { return }
        let read = seen.filter { $0.time <= rotation.started }.compactMap(\.id)
        try context.catalog.addVerifiedPoints(read, .data, repository: id, run: run.uuid, at: now)
    }

    private static func details(_ rotation: VerifyRotation, _ report: VerifyReport) -> String {
        DetailsText.object { json in
            rotation.write(to: &json)
            json.key("snapshots")
            json.number(report.snapshots)
            json.key("packs")
            json.number(report.packs)
            json.key("packs_read")
            json.number(report.packsRead)
            json.key("bytes_read")
            json.number(report.bytesRead)
            guard !report.isIntact else { return }
            json.key("damages")
            json.strings(report.damages.prefix(100).map { "\($0.object): \($0.reasons.first ?? "damaged")" })
            json.key("harmed_snapshots")
            json.strings(report.harmedSnapshots.prefix(1000).map(\.hex))
        }
    }

    private static func error(_ report: VerifyReport, _ repository: String) -> DRError {
        let harmed = report.harmedSnapshots
        let names = harmed.prefix(5).map { String($0.hex.prefix(8)) }.joined(separator: ", ")
        let more = harmed.count > 5 ? " and \(harmed.count - 5) more" : ""
        return DRError(
            .integrity,
            "\(report.damages.count) objects are damaged, "
                + (harmed.isEmpty ? "no snapshot is known to be harmed" : "snapshots \(names)\(more) are harmed"),
            object: "repository \(repository)",
            hint: "'dr verify' names the files; keep the repository as it is, and make a full backup",
            details: report.damages.map { "\($0.object): \($0.reasons.first ?? "damaged")" }
        )
    }
}
