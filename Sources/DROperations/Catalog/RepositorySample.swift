import DRCore
import DRRepository
import DRStorage
import GRDB

/// The size and state of a repository at a time.
package struct RepositorySample: Sendable, Equatable {
    /// The environment, and the repository by its name in the configuration.
    package var environment: String
    package var repository: String
    /// When it was taken.
    package var time: Timestamp
    /// How many snapshots it holds, those of all plans and hosts.
    package var snapshots: Int64
    /// What its packs and indexes take, in bytes.
    package var bytes: Int64
    /// How many locks there are, and when the oldest was written.
    package var locks: Int64
    package var oldestLock: Timestamp?
    /// When the newest snapshot was made.
    package var newestSnapshot: Timestamp?

    /// Takes the state of a repository now; it lists all objects and reads the locks.
    ///
    /// - Parameter newestSnapshot: when the newest snapshot was made; without it all snapshots are read.
    /// - Throws: `StorageFailure`; `DRError` (integrity) for a snapshot that cannot be read.
    package init(_ repository: Repository, name: String, newestSnapshot: Timestamp? = nil, _ context: JobContext) throws
    {
        environment = context.installation.environment
        self.repository = name
        time = context.installation.clock.now
        snapshots = Int64(try repository.backend.list(.snapshot).count)
        self.newestSnapshot = try newestSnapshot ?? repository.snapshots { _, _ in }.last?.time
        var total = 0
        for kind in [ObjectKind.pack, .index] { try repository.backend.list(kind) { total += $1 } }
        bytes = Int64(total)
        let held = try repository.locks()
        locks = Int64(held.count)
        oldestLock = held.map(\.time).min()
    }

    /// Notes the state of a repository; one that cannot be found out is worth a note and no more.
    package static func keep(
        of repository: Repository,
        _ name: String,
        newestSnapshot: Timestamp? = nil,
        _ context: JobContext
    ) {
        do {
            try context.catalog.save(
                RepositorySample(repository, name: name, newestSnapshot: newestSnapshot, context)
            )
        } catch {
            let reason = DRError(anyStorageError: error).description
            context.note("the size of the repository \(name) could not be noted: \(reason)")
        }
    }
}

extension RepositorySample: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "repository_sample"

    package init(row: Row) {
        environment = row["environment"]
        repository = row["repository"]
        time = Timestamp(catalogValue: row["time"])
        snapshots = row["snapshots"]
        bytes = row["bytes"]
        locks = row["locks"]
        oldestLock = (row["oldest_lock"] as Int64?).map(Timestamp.init(catalogValue:))
        newestSnapshot = (row["newest_snapshot"] as Int64?).map(Timestamp.init(catalogValue:))
    }

    package func encode(to container: inout PersistenceContainer) {
        container["environment"] = environment
        container["repository"] = repository
        container["time"] = time.catalogValue
        container["snapshots"] = snapshots
        container["bytes"] = bytes
        container["locks"] = locks
        container["oldest_lock"] = oldestLock?.catalogValue
        container["newest_snapshot"] = newestSnapshot?.catalogValue
    }
}

extension Catalog {
    /// Adds the state of a repository; of two at the same time the later stays.
    package func save(_ sample: RepositorySample) throws {
        try write { try sample.insert($0, onConflict: .replace) }
    }

    /// The states of a repository, the newest first.
    package func samples(
        environment: String,
        repository: String,
        since: Timestamp? = nil,
        limit: Int = 1000
    ) throws -> [RepositorySample] {
        try read { database in
            var request = RepositorySample.filter(Column("environment") == environment)
                .filter(Column("repository") == repository)
            if let since { request = request.filter(Column("time") >= since.catalogValue) }
            return try request.order(Column("time").desc).limit(limit).fetchAll(database)
        }
    }
}
