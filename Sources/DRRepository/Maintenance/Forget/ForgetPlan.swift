import DRCore
import DRPolicy
import DRStorage

/// Which snapshots the rules keep and which they remove.
package struct ForgetPlan: Sendable {
    /// The decision by groups, with reasons.
    package let retention: RetentionPlan
    private let snapshots: [String: Snapshot]

    /// Applies rules to snapshots.
    ///
    /// Days, weeks and months are those of the clock that wrote each snapshot, the local one of its machine.
    ///
    /// - Parameters:
    ///   - now: spans are measured from the newest snapshot of a group before this.
    /// - Throws: `DRError`: `.usage` when there is no rule, `.refusedByGuardrail` when a group would lose all.
    package init(
        _ snapshots: [Snapshot],
        rules: KeepRules,
        grouping: SnapshotGrouping = .hostAndPaths,
        now: Timestamp = .now
    ) throws {
        guard !rules.isEmpty else {
            throw DRError(
                .usage,
                "no rule says which snapshots to keep",
                object: "all snapshots would go",
                hint: "give at least one, such as --keep-daily 7, or name the snapshots to remove"
            )
        }
        let stored = snapshots.compactMap { snapshot in snapshot.id.map { ($0.hex, snapshot) } }
        self.snapshots = Dictionary(stored) { first, _ in first }
        retention = RetentionPlan(
            applying: rules,
            to: stored.map(Self.point),
            groupedBy: grouping,
            now: now,
            localOffset: { CivilTime.localOffset(at: Timestamp(seconds: $0)) }
        )
        try retention.requireNoGroupEmptied()
    }

    private static func point(_ name: String, _ snapshot: Snapshot) -> RetentionPoint {
        RetentionPoint(
            id: name,
            time: snapshot.time,
            utcOffset: snapshot.utcOffset,
            hostname: snapshot.hostname,
            paths: snapshot.paths,
            tags: snapshot.tags
        )
    }

    /// The snapshot behind a point of the plan.
    package func snapshot(_ point: RetentionPoint) -> Snapshot? { snapshots[point.id] }

    /// The snapshots to remove, group by group, newest first.
    package var removed: [Snapshot] { retention.removed.compactMap(snapshot) }
}
