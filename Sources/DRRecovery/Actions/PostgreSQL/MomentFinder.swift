import DRCore
import DRPolicy
import DRWorkloads

/// Finds the transaction that damaged a cluster: what its log says was written, and tries of the states around it.
struct MomentFinder {
    let damaged: ClusterPlace
    let step: ClusterRestoreStep
    let database: String
    let query: String
    /// How far back the damage is looked for, in nanoseconds.
    let since: Int64

    /// Reads the log and tries states until the damage is between two of them.
    ///
    /// - Throws: `DRError` with code `recoveryTargetUnreachable` when no state of the log is sound.
    func run(_ context: ActionContext) throws -> ActionOutcome {
        let isSound = try ClusterRestoreStep.answer(query, of: damaged, database, context)
        guard !isSound else { return ActionOutcome("nothing is damaged", output: RestoreMoment.none) }
        try awaitArchive(context)
        let first = context.clock.now.adding(-Double(since) / 1e9)
        let commits = try CommitLog(server: damaged.server()).commits(context).filter { $0.time >= first }
        guard !commits.isEmpty else {
            throw DRError(.recoveryTargetUnreachable, "the log holds no transaction of this time", object: damaged.name)
        }
        var tries = 0
        let found = try MomentSearch.newestSound(commits.map(\.records)) { state in
            tries += 1
            try step.run(RestoreMoment(before: commits[state].transaction), action: "pause", archives: false, context)
            return try step.holds(query, database: database, context)
        }
        try step.place.server().stop(gracefully: false, context)
        guard let found else {
            throw DRError(
                .recoveryTargetUnreachable,
                "also before the first of \(commits.count) transactions the query does not hold",
                object: damaged.name,
                hint: "look further back: since"
            )
        }
        let commit = commits[found]
        let moment = RestoreMoment(before: commit.transaction)
        return ActionOutcome(
            "transaction \(commit.transaction) of \(RFC3339.format(commit.time, utcOffset: 0)) did it, with "
                + "\(commit.records) records; \(commits.count - found) of \(commits.count) transactions are left out, "
                + "\(tries) restores tried",
            output: moment.text
        )
    }
}

extension MomentFinder {
    /// The log up to now must be in the archive: without its newest file the damage could not be reached.
    private func awaitArchive(_ context: ActionContext) throws {
        let connection = try damaged.connect(context, patience: context.remaining)
        let name = try connection.query("SELECT pg_walfile_name(pg_switch_wal())").value(0, 0)
        let isThere = try context.wait(every: 50_000_000) {
            let newest = try connection.query("SELECT last_archived_wal FROM pg_stat_archiver").text(0, 0)
            return newest.map { $0 >= name } ?? false
        }
        guard isThere else {
            throw DRError(
                .recoveryTargetUnreachable,
                "the newest log does not reach the archive",
                object: "\(damaged.name), \(name)",
                hint: "look at pg_stat_archiver and the log of the server"
            )
        }
    }
}

extension Timestamp {
    /// So many seconds later.
    fileprivate func adding(_ seconds: Double) -> Timestamp {
        Timestamp(seconds: self.seconds + Int64(seconds), nanoseconds: nanoseconds)
    }
}
