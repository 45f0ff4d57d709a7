/// One of the five fields of a cron rule.
struct CronField {
    let name: String
    let range: ClosedRange<Int>
    /// The values of a star, which has no second number for Sunday.
    var starRange: ClosedRange<Int> { range.upperBound == 7 ? 0...6 : range }
    /// Names of the values from the lower bound on.
    var names: [String] = []

    static let minute = CronField(name: "minute", range: 0...59)
    static let hour = CronField(name: "hour", range: 0...23)
    static let dayOfMonth = CronField(name: "day of month", range: 1...31)
    static let month = CronField(
        name: "month",
        range: 1...12,
        names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    )
    /// Sunday is 0 or 7.
    static let dayOfWeek = CronField(name: "day of week", range: 0...7, names: WeekdayName.short)

    /// What a field means: bits of its values, and whether it begins with a star.
    struct Meaning {
        var values: UInt64
        var isStar: Bool
    }

    /// The lowest value, as a name beside a name.
    func first(for other: Substring) -> String {
        names.contains(String(other)) ? names[0] : String(range.lowerBound)
    }

    /// The highest value, as a name beside a name; the second number of Sunday has none.
    func last(for other: Substring) -> String {
        names.contains(String(other)) && names.count == range.count ? names[names.count - 1] : String(range.upperBound)
    }

    /// What may be written, for messages.
    var allowed: String {
        let words = names.isEmpty ? "" : ", the names \(names.list)"
        return
            "allowed for \(name): *, */n, \(range.lowerBound) to \(range.upperBound), ranges a-b, steps a-b/n, lists a,b\(words)"
    }
}
