import DRCore

/// The decision which snapshots to keep, with reasons, and which to remove.
package struct RetentionPlan: Hashable, Sendable {
    /// The groups in the order of host, paths and tags.
    package let groups: [Group]

    /// The decision about one group.
    package struct Group: Hashable, Sendable {
        package let group: SnapshotGroup
        /// Newest first.
        package let keep: [Kept]
        /// Newest first.
        package let remove: [RetentionPoint]
    }

    /// A snapshot that stays.
    package struct Kept: Hashable, Sendable {
        package let point: RetentionPoint
        /// In the order tags, within, counts, counts within a span; never empty.
        package let reasons: [KeepReason]
        /// What is left of each count after this snapshot.
        package let remaining: KeepCounts
    }

    /// The number of snapshots that stay.
    package var keptCount: Int {
        groups.reduce(0) { $0 + $1.keep.count }
    }

    /// The snapshots to remove, of all groups.
    package var removed: [RetentionPoint] {
        groups.flatMap(\.remove)
    }

    /// Throws a guardrail error that names the group if a group would lose its last snapshot.
    ///
    /// Only rules that ask for nothing but tags can do that. restic refuses it too since 0.17. To be called before
    /// anything is removed.
    package func requireNoGroupEmptied() throws {
        guard let emptied = groups.first(where: \.keep.isEmpty) else { return }
        throw DRError(
            .refusedByGuardrail,
            "the rules would remove the last snapshot of a group",
            object: emptied.group.description.isEmpty ? "all snapshots" : emptied.group.description,
            hint: "add a rule that keeps the newest, such as --keep-last 1, or name the snapshots to remove"
        )
    }
}
