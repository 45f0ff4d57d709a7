import DRCore
import DRPolicy
import DRStorage
import GRDB

/// How a snapshot was proven.
package enum VerifyMethod: String, CaseIterable, Sendable {
    /// Everything that it needs is there: its directories were read, its packs have their sizes.
    case structure
    /// Every byte of the repository was read and hashed since it was made, in one or several runs.
    case data
    /// Random files of it were restored and compared.
    case sample
    /// All of it was restored and compared.
    case restore
}

extension Catalog {
    /// The details of the last verification of a repository that found it whole, whatever plan had it run.
    func lastVerification(environment: String, repository: String) throws -> String? {
        try read { database in
            try String.fetchOne(
                database,
                sql: """
                    SELECT details FROM run WHERE environment = ? AND kind = 'verify' AND repository = ?
                    AND outcome IN ('succeeded', 'incomplete') AND details IS NOT NULL ORDER BY id DESC LIMIT 1
                    """,
                arguments: [environment, repository]
            )
        }
    }

    /// Notes that snapshots were proven; an earlier proof by the same method is replaced.
    ///
    /// - Parameter repository: the identity in its config object.
    func addVerifiedPoints(
        _ snapshots: [ObjectID],
        _ method: VerifyMethod,
        repository: String,
        run: String,
        at time: Timestamp
    ) throws {
        try write { database in
            let statement = try database.makeStatement(
                sql: """
                    INSERT OR REPLACE INTO verified_point (repository_id, snapshot, time, method, run)
                    VALUES (?, ?, ?, ?, ?)
                    """
            )
            for snapshot in snapshots {
                try statement.execute(arguments: [repository, snapshot.hex, time.catalogValue, method.rawValue, run])
            }
        }
    }
}
