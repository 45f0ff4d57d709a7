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
    /// Opens the archived log of a cluster, by its system identifier.
    let archive: (UInt64) throws -> (String) throws -> ByteBuffer?

    /// Reads the log and tries states until the damage is between two of them.
    ///
    /// - Throws: `DRError` with code `recoveryTargetUnreachable` when no state of the log is sound, or a file of it is missing.
    func run(_ context: ActionContext) throws -> ActionOutcome {
        let isSound = try ClusterRestoreStep.answer(query, of: damaged, database, context)
        guard !isSound else { return ActionOutcome("nothing is damaged", output: RestoreMoment.none) }
        // Without the newest file of the log the damage could not be reached.
        let newest = try damaged.awaitArchive(context)
        var tries = 0
        let found = try newestSound(upTo: newest, &tries, context)
        try step.place.server().stop(gracefully: false, context)
        guard let (commit, leftOut) = found else {
            throw DRError(
                .recoveryTargetUnreachable,
                "no state of the log is sound that can be reached; \(tries) were tried",
                object: damaged.name,
                hint: "look further back (since), or restore to a moment that you know (dr restore --at)"
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
    private func newestSound(
        upTo newest: String,
        _ tries: inout Int,
        _ context: ActionContext
    ) throws -> (WALCommit, Int)? {
        let data = try damaged.server().data
        let control = try ControlFile.read(data)
        guard let newest = WALSegment(name: newest, size: UInt64(control.segmentSize)) else {
            throw DRError(.failed, "no file of a log is called so", object: newest)
        }
        let log = CommitLog(data: data, archive: try archive(control.systemIdentifier))
        let first = context.clock.now.adding(-Double(since) / 1e9)
        // Where the base backup ended after which all was looked at.
        var bound: LogSequenceNumber?
        var later = 0
        // Where the server stands that is looked at.
        var standing: LogSequenceNumber?
        while let base = try step.baseEnd(before: bound.map { LogSequenceNumber(offset: $0.offset - 1) }, context) {
            let all = try log.commits(from: base, through: newest, before: bound, context)
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
            bound = base
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
