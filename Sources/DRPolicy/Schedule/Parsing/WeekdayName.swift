/// The days of the week in words, Sunday first as in cron.
enum WeekdayName {
    static let short = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    static let long = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]

    /// 0 to 6 from Sunday for a name in lower case.
    static func number(_ name: some StringProtocol) -> Int? {
        short.firstIndex { $0 == name } ?? long.firstIndex { $0 == name }
    }

    /// The words for a set of days, the week beginning on Monday: `mon..fri`, or `mon,wed`.
    static func text(of weekdays: UInt8) -> String {
        let fromMonday = (1...7).filter { weekdays >> ($0 % 7) & 1 == 1 }
        if let first = fromMonday.first, let last = fromMonday.last, fromMonday.count > 2,
            last - first == fromMonday.count - 1
        {
            return short[first % 7] + ".." + short[last % 7]
        }
        return fromMonday.map { short[$0 % 7] }.joined(separator: ",")
    }
}
