import DRCore
import GRDB
import Synchronization

/// What this machine remembers: runs, tests of restores, alerts, approvals; a SQLite file in the state directory.
///
/// It is never needed for a restore. Several processes use it at once (WAL mode); each call is one transaction. A file
/// that turns out to be damaged is put aside and a new one made, so that backups go on.
package final class Catalog: Sendable {
    /// The file.
    package let path: String
    private let file: Mutex<CatalogFile>

    /// Opens the catalog of a state directory; makes both when they are not there, and brings an older form up to date.
    ///
    /// - Throws: `DRError` when it cannot be opened, or was written by a newer version.
    package convenience init(stateDirectory: String) throws {
        try StateDirectory.make(stateDirectory)
        try self.init(path: stateDirectory + "/catalog.sqlite")
    }

    /// Opens the catalog in a file.
    package init(path: String) throws {
        self.path = path
        do {
            file = Mutex(try CatalogFile(path))
        } catch let error as DatabaseError {
            throw DRError(error, catalog: path)
        }
    }

    /// Reads in one transaction.
    ///
    /// - Throws: what `body` throws; `DRError` for errors of the database.
    package func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try use { try $0.read(body) }
    }

    /// Changes in one transaction, which is durable when this returns and undone when `body` throws.
    ///
    /// - Parameter body: called again on a new catalog when the file is found to be damaged.
    /// - Throws: what `body` throws; `DRError` for errors of the database.
    package func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try use { try $0.write(body) }
    }

    private func use<Value>(_ body: (DatabasePool) throws -> Value) throws -> Value {
        do {
            let current = try currentFile()
            do {
                return try body(current.pool)
            } catch let error as DatabaseError where error.isDamage {
                return try body(successor(of: current).pool)
            }
        } catch let error as DatabaseError {
            throw DRError(error, catalog: path)
        }
    }

    /// The file; opened again when somebody has put another in its place.
    private func currentFile() throws -> CatalogFile {
        try file.withLock { file in
            if !file.isCurrent { file = try CatalogFile(path) }
            return file
        }
    }

    private func successor(of damaged: CatalogFile) throws -> CatalogFile {
        try file.withLock { file in
            // Another thread may have been faster.
            if file.pool === damaged.pool { file = try damaged.replaced() }
            return file
        }
    }

    /// Whether it took the place of a damaged one and has not been filled from the repositories since.
    package func needsRebuilding() throws -> Bool {
        try read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == CatalogFile.rebuildMark
    }

    /// Notes that it was filled from the repositories.
    func setRebuilt() throws {
        try use { pool in try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 0") } }
    }
}

extension DRError {
    fileprivate init(_ error: DatabaseError, catalog path: String) {
        self.init(
            error.resultCode == .SQLITE_BUSY ? .tryLater : .failed,
            "the catalog: \(error.message ?? "SQLite error \(error.resultCode.rawValue)")",
            object: path,
            hint: error.isDamage
                ? "it is not needed for a restore: move the file away and run dr catalog rebuild"
                : "check the disk and the permissions of the state directory"
        )
    }
}
