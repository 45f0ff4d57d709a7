import DRCore
import GRDB

/// What this machine remembers: runs, tests of restores, alerts, approvals; a SQLite file in the state directory.
///
/// It is never needed for a restore. Several processes use it at once (WAL mode); each call is one transaction.
package final class Catalog: Sendable {
    /// The file.
    package let path: String
    private let pool: DatabasePool

    /// Opens the catalog of a state directory; makes both when they are not there, and brings an older form up to date.
    ///
    /// - Throws: `DRError` when it cannot be opened, is damaged, or was written by a newer version.
    package convenience init(stateDirectory: String) throws {
        try StateDirectory.make(stateDirectory)
        try self.init(path: stateDirectory + "/catalog.sqlite")
    }

    /// Opens the catalog in a file.
    package init(path: String) throws {
        self.path = path
        do {
            var configuration = GRDB.Configuration()
            configuration.busyMode = .timeout(30)
            configuration.prepareDatabase { database in
                // A committed run must outlive a loss of power: an alert may rest on it.
                try database.execute(sql: "PRAGMA synchronous = FULL")
            }
            pool = try DatabasePool(path: path, configuration: configuration)
            try CatalogSchema.migrator.migrate(pool)
            let isNewer = try pool.read { try CatalogSchema.migrator.hasBeenSuperseded($0) }
            guard !isNewer else {
                throw DRError(
                    .failed,
                    "the catalog was written by a newer version of dr",
                    object: path,
                    hint: "use that version, or move the file away and run dr catalog rebuild"
                )
            }
        } catch let error as DatabaseError {
            throw DRError(error, catalog: path)
        }
    }

    /// Reads in one transaction.
    ///
    /// - Throws: what `body` throws; `DRError` for errors of the database.
    package func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do { return try pool.read(body) } catch let error as DatabaseError { throw DRError(error, catalog: path) }
    }

    /// Changes in one transaction, which is durable when this returns and undone when `body` throws.
    ///
    /// - Throws: what `body` throws; `DRError` for errors of the database.
    package func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do { return try pool.write(body) } catch let error as DatabaseError { throw DRError(error, catalog: path) }
    }
}

extension DRError {
    fileprivate init(_ error: DatabaseError, catalog path: String) {
        let isDamaged = [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode)
        self.init(
            error.resultCode == .SQLITE_BUSY ? .tryLater : .failed,
            "the catalog: \(error.message ?? "SQLite error \(error.resultCode.rawValue)")",
            object: path,
            hint: isDamaged
                ? "it is not needed for a restore: move the file away and run dr catalog rebuild"
                : "check the disk and the permissions of the state directory"
        )
    }
}
