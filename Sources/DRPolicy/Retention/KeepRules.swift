/// Which snapshots of a group are kept: a snapshot stays when any rule asks for it.
///
/// The rules are those of restic's `forget` and mean the same (`internal/data/snapshot_policy.go` of restic 0.19).
/// Where versions differ the newer one is followed; restic before 0.16 does not know the rule of the oldest snapshot.
package struct KeepRules: Hashable, Sendable {
    /// The newest snapshots, and the newest of each hour, day, ISO week, month and year, so many of each.
    package var counts = KeepCounts()
    /// All snapshots later than this span before the newest of the group.
    package var within = CalendarSpan()
    /// The newest snapshot of each hour within the span before the newest of the group.
    package var withinHourly = CalendarSpan()
    /// The newest snapshot of each day within the span before the newest of the group.
    package var withinDaily = CalendarSpan()
    /// The newest snapshot of each ISO week within the span before the newest of the group.
    package var withinWeekly = CalendarSpan()
    /// The newest snapshot of each month within the span before the newest of the group.
    package var withinMonthly = CalendarSpan()
    /// The newest snapshot of each year within the span before the newest of the group.
    package var withinYearly = CalendarSpan()
    /// All snapshots that bear every tag of one of these lists; the list `[""]` stands for snapshots without tags.
    package var tags: [[String]] = []

    /// Makes rules that keep nothing yet, or only by `counts`.
    package init(counts: KeepCounts = KeepCounts()) {
        self.counts = counts
    }

    /// Whether no rule is set; such rules must not be used to remove anything.
    package var isEmpty: Bool {
        counts.isEmpty && tags.isEmpty && within.isZero && withinHourly.isZero && withinDaily.isZero
            && withinWeekly.isZero && withinMonthly.isZero && withinYearly.isZero
    }

    /// The tags of an option's value: separated by commas, without the blanks around them.
    package static func tagList(parsing text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map { String($0.trimmed) }
    }
}
