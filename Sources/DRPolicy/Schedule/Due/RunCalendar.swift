import DRCore

/// When the runs of a plan are due: its rules, its zone, and the delay of this host.
package struct RunCalendar: Sendable {
    /// The rule of each kind that is scheduled.
    package let rules: [RunKind: CalendarRule]
    /// The zone that the rules are meant in.
    package let zone: TimeZoneRules
    /// How long after its occurrence a run becomes due, in seconds (`StartDelay`).
    package let delay: Int64
    /// Since when the plan exists: nothing is made up for before.
    package let since: Timestamp

    /// Makes a calendar from its parts; a `since` long ago makes a plan without runs due at once.
    package init(
        rules: [RunKind: CalendarRule],
        zone: TimeZoneRules,
        delay: Int64 = 0,
        since: Timestamp
    ) {
        self.rules = rules
        self.zone = zone
        self.delay = max(delay, 0)
        self.since = since
    }

    /// Whether a full backup does the work of an incremental one: of the first at or after it, if in the same hour.
    func isReplaced(incremental: Timestamp, byFull full: Timestamp) -> Bool {
        guard full <= incremental, incremental.seconds - full.seconds < 3600, isSameHour(full, incremental) else {
            return false
        }
        let before = rules[.incremental]?.previous(atOrBefore: Timestamp(seconds: incremental.seconds - 1), zone: zone)
        return before.map { $0 < full } ?? true
    }

    /// Whether both lie in one hour of the local clock; an hour that it shows twice is two.
    private func isSameHour(_ left: Timestamp, _ right: Timestamp) -> Bool {
        startOfHour(left) == startOfHour(right)
    }

    private func startOfHour(_ instant: Timestamp) -> Int64 {
        let time = zone.civilTime(at: instant)
        return instant.seconds - Int64(time.minute * 60 + time.second)
    }
}
