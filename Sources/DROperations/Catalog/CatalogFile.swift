import CLinux
import DRCore
import GRDB
import GRDBSQLite

/// The file of a catalog, opened; a damaged one is put aside, so that its loss costs history and no backup.
///
/// Opening and putting aside happen under a file lock, so that no process opens half of the old and half of the new.
struct CatalogFile: Sendable {
    let pool: DatabasePool
    private let path: String
    private let identity: FileIdentity?

    /// Opens or makes the file; a damaged one is put aside.
    ///
    /// - Throws: `DatabaseError`; `DRError` when it was written by a newer version, or a damaged one cannot be put aside.
    init(_ path: String) throws {
        let before = FileIdentity(path)
        do {
            self = try Self.locked(path, LOCK_SH) { try CatalogFile(connecting: path) }
        } catch let error as DatabaseError where error.isDamage {
            self = try Self.replace(path, before)
        }
    }

    private init(connecting path: String) throws {
        self.path = path
        var configuration = GRDB.Configuration()
        configuration.busyMode = .timeout(30)
        configuration.prepareDatabase { database in
            // A committed run must outlive a loss of power: an alert may rest on it.
            try database.execute(sql: "PRAGMA synchronous = FULL")
            // SQLite removes the log by its name; that of a file that was put aside may belong to its successor by then.
            var isKept: CInt = 1
            sqlite3_file_control(database.sqliteConnection, nil, SQLITE_FCNTL_PERSIST_WAL, &isKept)
        }
        try Self.makeForOwner(path)
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
        identity = FileIdentity(path)
    }

    /// Makes the file for the owner of its folder before SQLite does, which gives its own files to the owner of this one.
    ///
    /// One that is there is never opened: to close it would end the locks that SQLite has on it.
    private static func makeForOwner(_ path: String) throws {
        guard geteuid() == 0, access(path, F_OK) != 0 else { return }
        let file = try FileDescriptor.open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o644)
        try FileOwner.inherit(file.raw, path: path)
    }

    /// Whether the file of this name is still the one that is open.
    var isCurrent: Bool { identity == FileIdentity(path) }

    /// Puts the damaged file aside, unless another process did, and opens its successor.
    ///
    /// - Throws: `DatabaseError`; `DRError` when it cannot be put aside.
    func replaced() throws -> CatalogFile { try Self.replace(path, identity) }

    private static func replace(_ path: String, _ damaged: FileIdentity?) throws -> CatalogFile {
        try locked(path, LOCK_EX) {
            guard let damaged, FileIdentity(path) == damaged else { return try CatalogFile(connecting: path) }
            let aside = damagedName(path)
            // The log goes first: it must never be taken for that of the new file.
            for suffix in ["-wal", "-shm", ""] where access(path + suffix, F_OK) == 0 {
                guard rename(path + suffix, aside + suffix) == 0 else {
                    throw DRError.system("put the damaged catalog aside", path + suffix, errno: clinux_errno())
                }
            }
            let made = try CatalogFile(connecting: path)
            try made.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = \(rebuildMark)") }
            return made
        }
    }

    /// The `user_version` of a catalog that has not been filled from the repositories yet.
    static let rebuildMark = 1
    /// What lies between the name of the catalog and the number of a damaged one.
    static let damagedMark = ".damaged-"

    private static func damagedName(_ path: String) -> String {
        var number = 1
        while access("\(path)\(damagedMark)\(number)", F_OK) == 0 { number += 1 }
        return "\(path)\(damagedMark)\(number)"
    }

    private static func locked<Result>(_ path: String, _ operation: Int32, _ body: () throws -> Result) throws -> Result
    {
        let name = path + ".lock"
        let file = try FileDescriptor.open(name, O_RDWR | O_CREAT | O_NOFOLLOW)
        try FileOwner.inherit(file.raw, path: name)
        while flock(file.raw, operation) != 0 {
            let number = clinux_errno()
            guard number == EINTR else { throw DRError.system("lock", name, errno: number) }
        }
        defer { _ = flock(file.raw, LOCK_UN) }
        return try body()
    }
}

extension DatabaseError {
    /// Whether the file is damaged, rather than busy or out of reach.
    var isDamage: Bool { [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(resultCode) }
}
