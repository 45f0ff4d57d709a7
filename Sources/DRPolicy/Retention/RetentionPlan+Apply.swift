import DRCore

extension RetentionPlan {
    /// Applies the rules to each group of snapshots.
    ///
    /// A group is gone through from the newest to the oldest. A counted rule keeps a snapshot whose bucket differs from
    /// that of the last one it kept; it also keeps the oldest of the group while it has counts left (restic since
    /// 0.16; for rules with a span since 0.17), so that a young history grows to its full length. Empty rules keep
    /// everything: a caller that meant to remove something refuses them before.
    ///
    /// - Parameters:
    ///   - points: the snapshots, in any order.
    ///   - now: spans are measured from the newest snapshot of the group that lies before this.
    ///   - localOffset: the zone of this machine, see ``CalendarSpan/start(endingAt:utcOffset:localOffset:)``.
    package init(
        applying rules: KeepRules,
        to points: [RetentionPoint],
        groupedBy grouping: SnapshotGrouping = .hostAndPaths,
        now: Timestamp,
        localOffset: UTCOffsetRule? = nil
    ) {
        groups = grouping.divide(points).map { group, members in
            guard !rules.isEmpty else {
                let kept = members.map { Kept(point: $0, reasons: [.noRules], remaining: rules.counts) }
                return Group(group: group, keep: kept, remove: [])
            }
            let latest = members.first { $0.time < now }
            var state = RuleState(rules) { span in
                latest.map { span.start(endingAt: $0.time, utcOffset: $0.utcOffset, localOffset: localOffset) }
            }
            var keep: [Kept] = []
            var remove: [RetentionPoint] = []
            for (position, point) in members.enumerated() {
                let reasons = state.reasons(for: point, position: position, isOldest: position == members.count - 1)
                if reasons.isEmpty {
                    remove.append(point)
                } else {
                    keep.append(Kept(point: point, reasons: reasons, remaining: state.remaining))
                }
            }
            return Group(group: group, keep: keep, remove: remove)
        }
    }
}
