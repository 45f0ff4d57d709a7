import DRCore
import DRPolicy
import GRDB

/// What became of the newest runs of a plan and kind.
package struct RunTrail: Sendable {
    /// The newest run, also when it is not over.
    package var last: RunRecord?
    /// The newest run that is over.
    package var lastEnded: RunRecord?
    /// The newest run that was of use.
    package var lastGood: RunRecord?
    /// Failures since the last run that was of use; tries of one occurrence count once.
    package var failuresInARow = 0
}

extension Catalog {
    /// No trail is followed further back than this many runs.
    private static let trailLimit = 500

    /// Follows the runs of a plan and kind back to the newest that was of use.
    package func trail(environment: String, plan: String, kind: RunKind) throws -> RunTrail {
        try read { try Self.trail($0, environment, plan, kind) }
    }

    /// The trails of several plans and kinds, by plan, read at once.
    package func trails(
        environment: String,
        plans: [String],
        kinds: [RunKind]
    ) throws -> [String: [RunKind: RunTrail]] {
        try read { database in
            var trails: [String: [RunKind: RunTrail]] = [:]
            for plan in plans {
                for kind in kinds {
                    trails[plan, default: [:]][kind] = try Self.trail(database, environment, plan, kind)
                }
            }
            return trails
        }
    }

    private static func trail(_ database: Database, _ environment: String, _ plan: String, _ kind: RunKind) throws
        -> RunTrail
    {
        var trail = RunTrail()
        var occurrences: Set<Timestamp> = []
        let sql =
            "SELECT * FROM run WHERE environment = ? AND plan = ? AND kind = ? ORDER BY started DESC, id DESC LIMIT ?"
        let runs = try RunRecord.fetchCursor(
            try database.cachedStatement(sql: sql),
            arguments: [environment, plan, kind.rawValue, trailLimit]
        )
        while let run = try runs.next() {
            if trail.last == nil { trail.last = run }
            if trail.lastEnded == nil, run.outcome != .running { trail.lastEnded = run }
            if run.outcome.isUsable {
                trail.lastGood = run
                break
            }
            guard run.outcome == .failed else { continue }
            if run.occurrence.map({ occurrences.insert($0).inserted }) ?? true { trail.failuresInARow += 1 }
        }
        return trail
    }
}
