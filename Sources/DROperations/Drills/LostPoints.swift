import DRCore
import DRPolicy
import DRRepository
import DRStorage

/// The restore points of a plan that the catalog knows and the repository lacks, although nothing that `dr` did removed them.
///
/// What retention removed, the catalog names. What `dr forget` removes it does not: of the restore points from before the last
/// one in the audit log none is looked for.
struct LostPoints {
    /// A restore point as the catalog knows it.
    struct Point {
        let id: ObjectID
        let made: Timestamp

        /// How it is named to a person: its name is gone with it.
        var name: String { "\(id.short) of \(RFC3339.format(made, utcOffset: 0))" }
    }

    let installation: Installation
    let catalog: Catalog

    /// Finds them, the oldest first.
    ///
    /// - Parameter present: the snapshots of the repository, of whatever plan.
    /// - Throws: `DRError` when the catalog or the audit log cannot be read.
    func find(plan: String, present: Set<ObjectID>) throws -> [Point] {
        let repository = try installation.plan(plan).repository
        let environment = installation.environment
        let (removed, unnamed) = try catalog.removedByRetention(environment: environment, plan: plan)
        let bound = max(unnamed ?? .distantPast, try lastForget(repository) ?? .distantPast)
        let runs = try catalog.runs(
            environment: environment,
            plan: plan,
            kinds: [.full, .incremental],
            since: bound,
            limit: .max
        )
        return runs.reversed().compactMap { run in
            guard run.repository ?? repository == repository, run.outcome.isUsable,
                let id = run.snapshot.flatMap({ ObjectID(hex: $0) }), !present.contains(id), !removed.contains(id)
            else { return nil }
            return Point(id: id, made: run.started)
        }
    }

    /// When somebody last removed snapshots of a repository by hand.
    private func lastForget(_ repository: String) throws -> Timestamp? {
        var last: Timestamp?
        try AuditLog(installation).forEachEntry { entry in
            guard entry.operation == AuditOperation.forget.rawValue,
                entry.target == repository || entry.target.hasPrefix(repository + ":")
            else { return }
            last = entry.time
        }
        return last
    }
}

extension Timestamp {
    fileprivate static let distantPast = Timestamp(seconds: 0)
}

extension Catalog {
    /// The snapshots of a plan that retention removed, and when it last removed some that are not named one by one.
    fileprivate func removedByRetention(
        environment: String,
        plan: String
    ) throws -> (named: Set<ObjectID>, unnamed: Timestamp?) {
        var named: Set<ObjectID> = []
        var unnamed: Timestamp?
        for run in try runs(environment: environment, plan: plan, kinds: [.retention], limit: .max).reversed() {
            guard let details = run.details else { continue }
            let (ids, count) = try RetentionDetails.removed(details)
            named.formUnion(ids)
            if count > ids.count { unnamed = run.started }
        }
        return (named, unnamed)
    }
}

extension RetentionDetails {
    /// Reads what was removed out of what the catalog keeps of an application of a policy.
    ///
    /// - Throws: `DRError` when it is not such an object.
    fileprivate static func removed(_ json: String) throws -> (ids: [ObjectID], count: Int) {
        try Array(json.utf8).withUnsafeBytes { text in
            var reader = JSONReader(text)
            var ids: [ObjectID] = []
            var count = 0
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case "removed": ids = try reader.strings().compactMap { ObjectID(hex: $0) }
                case "removed_count": count = try reader.integer()
                default: try reader.skipValue()
                }
            }
            return (ids, count)
        }
    }
}
