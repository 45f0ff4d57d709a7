import DRCore

/// The rules on their way through a group, from its newest snapshot to its oldest.
struct RuleState {
    private let tags: [[String]]
    private let within: (span: CalendarSpan, start: Timestamp?)?
    private var counted: [Counted]
    private var spanned: [Spanned]
    private(set) var remaining: KeepCounts

    private struct Counted {
        let bucket: RetentionBucket
        let count: WritableKeyPath<KeepCounts, KeepCount>
        var lastKept: Int?
    }

    private struct Spanned {
        let bucket: RetentionBucket
        let span: CalendarSpan
        let start: Timestamp?
        var lastKept: Int?
    }

    /// Prepares the rules that are set.
    ///
    /// - Parameter start: the instant after which a span holds, or nil when it holds always.
    init(_ rules: KeepRules, start: (CalendarSpan) -> Timestamp?) {
        tags = rules.tags
        within = rules.within.isZero ? nil : (rules.within, start(rules.within))
        remaining = rules.counts
        counted = [
            Counted(bucket: .last, count: \.last), Counted(bucket: .hourly, count: \.hourly),
            Counted(bucket: .daily, count: \.daily), Counted(bucket: .weekly, count: \.weekly),
            Counted(bucket: .monthly, count: \.monthly), Counted(bucket: .yearly, count: \.yearly),
        ].filter { rules.counts[keyPath: $0.count].isOpen }
        let spans: [(RetentionBucket, CalendarSpan)] = [
            (.hourly, rules.withinHourly), (.daily, rules.withinDaily), (.weekly, rules.withinWeekly),
            (.monthly, rules.withinMonthly), (.yearly, rules.withinYearly),
        ]
        spanned = spans.filter { !$0.1.isZero }.map { Spanned(bucket: $0.0, span: $0.1, start: start($0.1)) }
    }

    /// The reasons to keep the next older snapshot; none means that it goes.
    mutating func reasons(for point: RetentionPoint, position: Int, isOldest: Bool) -> [KeepReason] {
        var reasons: [KeepReason] = []
        for list in tags where point.hasTags(list) { reasons.append(.tags(list)) }
        if let within, Self.isAfter(within.start, point) { reasons.append(.within(within.span)) }

        let local = point.local
        for index in counted.indices where remaining[keyPath: counted[index].count].isOpen {
            let bucket = counted[index].bucket
            let number = bucket.number(of: local, position: position)
            let isNewBucket = number != counted[index].lastKept
            guard isNewBucket || isOldest else { continue }
            counted[index].lastKept = number
            remaining[keyPath: counted[index].count].takeOne()
            reasons.append(.counted(bucket, oldest: !isNewBucket))
        }
        for index in spanned.indices where Self.isAfter(spanned[index].start, point) {
            let bucket = spanned[index].bucket
            let number = bucket.number(of: local, position: position)
            let isNewBucket = number != spanned[index].lastKept
            guard isNewBucket || isOldest else { continue }
            spanned[index].lastKept = number
            reasons.append(.spanned(bucket, spanned[index].span, oldest: !isNewBucket))
        }
        return reasons
    }

    private static func isAfter(_ start: Timestamp?, _ point: RetentionPoint) -> Bool {
        guard let start else { return true }
        return point.time > start
    }
}
