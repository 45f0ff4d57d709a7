import DRCore
import DRPolicy
import DRRepository
import DRStorage
import GRDB

/// Finds the backups of plans in the repositories, for a catalog that was lost.
package enum CatalogRebuilding {
    /// What was found.
    package struct Report: Sendable {
        /// The repositories that were looked at.
        package var repositories = 0
        /// The snapshots of plans of the environment.
        package var snapshots = 0
        /// The runs that the catalog did not know.
        package var added = 0
        /// The repositories that could not be looked at, and why.
        package var unreachable: [(name: String, error: DRError)] = []
    }

    /// Looks at all repositories; one that cannot be opened is reported, the others are looked at.
    ///
    /// A copy holds the snapshots of another repository, which is the one that counts; it is passed over.
    ///
    /// - Throws: `DRError` when the catalog cannot be written; the cancellation's error.
    package static func run(_ context: JobContext) throws -> Report {
        var report = Report()
        for (name, settings) in context.installation.configuration.repositories.sorted(by: { $0.key < $1.key }) {
            try context.cancellation.check()
            guard settings.copyOf == nil else { continue }
            let runs: [RunRecord]
            do {
                let repository = try context.repositories.open(name)
                runs = try repository.snapshots { id, error in
                    context.note("the snapshot \(id.short) is damaged: \(error.message)")
                }.compactMap { RunRecord($0, repository: name, context.installation) }
                RepositorySample.keep(of: repository, name, context)
            } catch {
                report.unreachable.append((name, DRError(anyStorageError: error)))
                continue
            }
            report.repositories += 1
            report.snapshots += runs.count
            report.added += try context.catalog.add(rebuilt: runs)
        }
        if report.unreachable.isEmpty { try context.catalog.setRebuilt() }
        return report
    }
}

extension Catalog {
    /// Adds runs whose snapshots it does not know, and since when their plans exist; returns how many.
    fileprivate func add(rebuilt runs: [RunRecord]) throws -> Int {
        try write { database in
            var added = 0
            for var run in runs {
                let known = RunRecord.filter(Column("snapshot") == run.snapshot || Column("uuid") == run.uuid)
                guard try known.fetchCount(database) == 0 else { continue }
                try run.insert(database)
                added += 1
                try database.execute(
                    sql: """
                        INSERT INTO plan (environment, name, since) VALUES (?, ?, ?)
                        ON CONFLICT DO UPDATE SET since = min(since, excluded.since)
                        """,
                    arguments: [run.environment, run.plan, run.started.catalogValue]
                )
            }
            return added
        }
    }
}

extension RunRecord {
    /// The run that made a snapshot, as far as the snapshot tells; nil when no plan of the environment made it.
    fileprivate init?(_ snapshot: Snapshot, repository: String, _ installation: Installation) {
        let environment = installation.environment
        guard let id = snapshot.id, snapshot.tags.contains(PlanOptions.commonTag),
            snapshot.tags.contains(PlanOptions.tag(ofEnvironment: environment)),
            let plan = snapshot.tags.lazy.compactMap(PlanOptions.plan(ofTag:)).first
        else { return nil }
        self.init(
            uuid: RunName.ofSnapshot(id.hex),
            environment: environment,
            plan: plan,
            kind: snapshot.tags.contains(RunKind.incremental.rawValue) ? .incremental : .full,
            cause: .rebuilt,
            started: snapshot.time,
            host: snapshot.hostname,
            process: 0,
            boot: ""
        )
        self.repository = repository
        self.snapshot = id.hex
        parent = snapshot.parent?.hex
        outcome = .succeeded
        exitCode = 0
        ended = snapshot.time
        guard let summary = snapshot.summary else { return }
        // The clock that the summary was taken by may be another one; the length of the run is the same.
        let length = Int64((max(summary.backupEnd.seconds(since: summary.backupStart), 0) * 1e9).rounded())
        ended = Timestamp(catalogValue: snapshot.time.catalogValue + length)
        files = Int64(clamping: summary.totalFilesProcessed)
        bytesProcessed = Int64(clamping: summary.totalBytesProcessed)
        bytesAdded = Int64(clamping: summary.dataAdded)
        bytesStored = Int64(clamping: summary.dataAddedPacked)
    }
}
