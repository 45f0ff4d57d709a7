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
        // Without the newest file of the log the damage could not be reached.
        try damaged.awaitArchive(context)
        var tries = 0
        let found = try newestSound(&tries, context)
        try step.place.server().stop(gracefully: false, context)
        guard let (commit, leftOut) = found else {
            throw DRError(
                .recoveryTargetUnreachable,
                "no state of the log is sound that can be reached; \(tries) were tried",
                object: damaged.name,
                hint: "look further back (since); what the server removed from pg_wal is not searched (wal_keep_size)"
            )
        }
        return ActionOutcome(
            "transaction \(commit.transaction) of \(RFC3339.format(commit.time, utcOffset: 0)) did it, with "
                + "\(commit.records) records; \(leftOut) transactions are left out, \(tries) restores tried",
            output: RestoreMoment(before: commit.position).text
        )
    }

    /// The commit before which the newest sound state is, and how many from it on were found: first after the newest base
    /// backup, then after older ones, as recovery leads from a base backup onwards only.
    private func newestSound(_ tries: inout Int, _ context: ActionContext) throws -> (CommitLog.Commit, Int)? {
        let first = context.clock.now.adding(-Double(since) / 1e9)
        var bound: LogSequenceNumber?
        var later = 0
        // Where the server stands that is looked at.
        var standing: LogSequenceNumber?
        while let base = try step.baseEnd(before: bound, context) {
            let all = try CommitLog(server: damaged.server()).commits(from: base, context)
                .filter { commit in bound.map { commit.position <= $0 } ?? true }
            let commits = all.filter { $0.time >= first }
            let found = try MomentSearch.newestSound(commits.map(\.records)) { state in
                tries += 1
                let position = commits[state].position
                if let standing, standing < position {
                    try step.advance(to: position, context)
                } else {
                    try step.run(RestoreMoment(before: position), action: "pause", archives: false, context)
                }
                standing = position
                return try step.holds(query, database: database, context)
            }
            if let found { return (commits[found], commits.count - found + later) }
            guard all.count == commits.count, base.offset > 0 else { return nil }
            later += commits.count
            bound = LogSequenceNumber(offset: base.offset - 1)
        }
        return nil
    }
}

extension Timestamp {
    /// So many seconds later.
    fileprivate func adding(_ seconds: Double) -> Timestamp {
        Timestamp(seconds: self.seconds + Int64(seconds), nanoseconds: nanoseconds)
    }
}
