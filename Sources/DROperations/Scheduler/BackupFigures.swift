import DRCore
import DRPolicy
import GRDB

/// What the backups of a plan and kind were like.
package struct BackupFigures: Sendable, Equatable {
    /// How many are known.
    package let count: Int
    /// What one added to the storage, in bytes, on average.
    package let meanStored: Double
    /// How long the longest took, in seconds.
    package let longest: Double
}

extension Catalog {
    /// What the backups of each plan were like that succeeded since a time, by plan and kind.
    package func backupFigures(environment: String, since: Timestamp) throws -> [String: [RunKind: BackupFigures]] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT plan, kind, COUNT(*), AVG(bytes_stored), MAX(ended - started) / 1e9 FROM run
                    WHERE environment = ? AND started >= ? AND kind IN ('full', 'incremental')
                    AND outcome IN ('succeeded', 'incomplete') AND ended IS NOT NULL AND bytes_stored IS NOT NULL
                    GROUP BY plan, kind
                    """,
                arguments: [environment, since.catalogValue]
            )
            var figures: [String: [RunKind: BackupFigures]] = [:]
            for row in rows {
                guard let kind = RunKind(rawValue: row[1]) else { continue }
                figures[row[0], default: [:]][kind] =
                    BackupFigures(count: row[2], meanStored: row[3], longest: max(row[4], 0))
            }
            return figures
        }
    }
}
