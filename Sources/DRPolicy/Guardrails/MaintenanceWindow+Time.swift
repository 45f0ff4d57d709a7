import DRCore

extension MaintenanceWindow {
    /// Whether an instant lies in the window, by the clock of a zone.
    package func contains(_ instant: Timestamp, zone: TimeZoneRules) -> Bool {
        // A window that began yesterday may reach into today.
        let today = Self.day(of: instant, zone)
        return (today - 1...today).contains { day in
            span(on: day, zone).map { $0.contains(instant.seconds) } ?? false
        }
    }

    /// When the window begins next, after an instant; nil when no day of a week is one of its days.
    package func nextStart(after instant: Timestamp, zone: TimeZoneRules) -> Timestamp? {
        let today = Self.day(of: instant, zone)
        for day in today...today + 8 {
            guard let span = span(on: day, zone), span.lowerBound > instant.seconds else { continue }
            return Timestamp(seconds: span.lowerBound)
        }
        return nil
    }

    /// The seconds since 1970 in which a window lies that begins on a local day, given in days since 1970.
    private func span(on day: Int64, _ zone: TimeZoneRules) -> Range<Int64>? {
        // 1970-01-01 was a Thursday; the cases begin with Monday.
        let weekday = Int(((day + 3) % 7 + 7) % 7)
        guard days.contains(Day.allCases[weekday]) else { return nil }
        let length = to.minutes > from.minutes ? to.minutes - from.minutes : to.minutes + 1440 - from.minutes
        let start = day * 86_400 + Int64(from.minutes) * 60
        let first = zone.firstInstant(showing: start)
        let end = zone.firstInstant(showing: start + Int64(length) * 60)
        return first < end ? first..<end : nil
    }

    private static func day(of instant: Timestamp, _ zone: TimeZoneRules) -> Int64 {
        let local = instant.seconds + Int64(zone.utcOffset(at: instant))
        return local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
    }
}
