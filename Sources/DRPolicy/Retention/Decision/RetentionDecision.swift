import DRCore

/// What a retention policy decides about the snapshots of a plan: what stays and why, what goes, what is withheld.
package struct RetentionDecision: Hashable, Sendable {
    /// The groups by host, in the order of their names.
    package let groups: [Group]

    /// The decision about the snapshots of one host.
    package struct Group: Hashable, Sendable {
        /// What the snapshots have in common.
        package let group: SnapshotGroup
        /// Each snapshot, newest first.
        package let verdicts: [Verdict]
        /// What the guards found.
        package let objections: [RetentionObjection]

        /// The snapshots that the policy does not want, newest first.
        package var unwanted: [RetentionPoint] { verdicts.filter { $0.reasons.isEmpty }.map(\.point) }

        /// Whether a guard withholds the removal.
        package var isWithheld: Bool { objections.contains { !$0.isOverridden } && verdicts.contains(where: \.goes) }
    }

    /// The decision about one snapshot.
    package struct Verdict: Hashable, Sendable {
        /// The snapshot.
        package let point: RetentionPoint
        /// Why it stays; empty when it goes.
        package let reasons: [RetentionReason]
        /// Whether it was proven to be restorable.
        package let isVerified: Bool

        /// Whether the policy does not want it.
        package var goes: Bool { reasons.isEmpty }
    }

    /// The snapshots to remove: those that the policy does not want, of groups to which no guard objects.
    package var removable: [RetentionPoint] { groups.filter { !$0.isWithheld }.flatMap(\.unwanted) }

    /// The snapshots that the policy does not want and a guard keeps.
    package var withheld: [RetentionPoint] { groups.filter(\.isWithheld).flatMap(\.unwanted) }

    /// How many snapshots the policy wants.
    package var keptCount: Int { groups.reduce(0) { $0 + $1.verdicts.count { !$0.goes } } }

    /// The guards that were overridden and had something to say where snapshots go.
    package var overridden: [RetentionObjection] {
        groups.filter { !$0.isWithheld && $0.verdicts.contains(where: \.goes) }.flatMap(\.objections)
    }
}
