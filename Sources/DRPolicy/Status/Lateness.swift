import DRCore

/// How late a run is that the calendar foresees.
struct Lateness {
    /// No more missed runs than this are counted.
    static let countLimit = 100

    /// Runs that were due and whose time to begin has passed.
    let missed: Int
    /// How long the first of them is overdue.
    let text: String

    /// Looks for runs that were due after an earlier one had begun; nil when none is late.
    init?(_ calendar: RunCalendar, _ kinds: [RunKind], since start: Timestamp, at now: Timestamp) {
        let first = Timestamp(seconds: start.seconds + 1)
        var due: [Int64] = []
        for run in calendar.plannedRuns(kinds, from: first, to: Timestamp(seconds: .max)) {
            due.append(run.due.seconds)
            if run.due > now || due.count > Self.countLimit { break }
        }
        guard due.count > 1 else { return nil }
        let allowed = Self.allowance(forInterval: Double(due[1] - due[0]))
        let late = due.filter { Double(now.seconds - $0) > allowed }
        guard let earliest = late.first else { return nil }
        missed = min(late.count, Self.countLimit)
        text = DurationText.short(.seconds(now.seconds - earliest))
    }

    /// How late a run may begin or end before it counts: a tenth of the interval, five minutes at least, an hour at most.
    static func allowance(forInterval seconds: Double) -> Double { min(max(seconds / 10, 300), 3600) }
}
