/// The times of a calendar rule within a day.
enum CalendarTimes: Hashable, Sendable {
    /// Times that the local clock shows: minutes since 00:00, ascending.
    case clock([Int])
    /// Time that has passed since the local day began: in every interval, so many minutes after its start, ascending.
    case elapsed(interval: Int, offsets: [Int])

    /// Midnight.
    static let midnight = CalendarTimes.clock([0])

    /// The times of a set of minutes of the day.
    ///
    /// A set that names the same minutes of every hour counts the hours that pass, so that it loses none and repeats
    /// as often as there are hours, when the clocks turn.
    init(minutesOfDay: some Sequence<Int>) {
        let minutes = Set(minutesOfDay).sorted()
        let firstHour = minutes.filter { $0 < 60 }
        if let product = Self.hoursAndMinutes(minutes), product.hours.count == 24 {
            self = .everyHour(at: firstHour)
        } else {
            self = .clock(minutes)
        }
    }

    /// The times at these minutes of each hour that passes.
    static func everyHour(at minutes: [Int]) -> CalendarTimes {
        let step = 60 / minutes.count
        let isEven = zip(minutes, minutes.dropFirst()).allSatisfy { $1 - $0 == step }
        guard isEven, step * minutes.count == 60, minutes[0] < step else {
            return .elapsed(interval: 60, offsets: minutes)
        }
        return .elapsed(interval: step, offsets: [minutes[0]])
    }

    /// The hours and the minutes whose combinations are these minutes of the day, if there are such.
    static func hoursAndMinutes(_ minutesOfDay: [Int]) -> (hours: [Int], minutes: [Int])? {
        let hours = Set(minutesOfDay.map { $0 / 60 }).sorted()
        let minutes = Set(minutesOfDay.map { $0 % 60 }).sorted()
        // The combinations contain the set, so equal counts mean equal sets.
        return hours.count * minutes.count == minutesOfDay.count ? (hours, minutes) : nil
    }
}
