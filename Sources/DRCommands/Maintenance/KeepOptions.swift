import ArgumentParser
import DRPolicy

/// The rules that say which snapshots are kept, as restic has them.
struct KeepOptions: ParsableArguments {
    @Option(name: [.customShort("l"), .long], help: ArgumentHelp("Keep the newest so many.", valueName: "n"))
    var keepLast: String?

    @Option(
        name: [.customShort("H"), .long],
        help: ArgumentHelp("Keep the newest of each of so many hours.", valueName: "n")
    )
    var keepHourly: String?

    @Option(
        name: [.customShort("d"), .long],
        help: ArgumentHelp("Keep the newest of each of so many days.", valueName: "n")
    )
    var keepDaily: String?

    @Option(
        name: [.customShort("w"), .long],
        help: ArgumentHelp("Keep the newest of each of so many weeks.", valueName: "n")
    )
    var keepWeekly: String?

    @Option(
        name: [.customShort("m"), .long],
        help: ArgumentHelp("Keep the newest of each of so many months.", valueName: "n")
    )
    var keepMonthly: String?

    @Option(
        name: [.customShort("y"), .long],
        help: ArgumentHelp("Keep the newest of each of so many years.", valueName: "n")
    )
    var keepYearly: String?

    @Option(help: ArgumentHelp("Keep all of this span before the newest, such as 1y5m7d2h.", valueName: "span"))
    var keepWithin: String?

    @Option(help: ArgumentHelp("Keep one an hour of this span.", valueName: "span"))
    var keepWithinHourly: String?

    @Option(help: ArgumentHelp("Keep one a day of this span.", valueName: "span"))
    var keepWithinDaily: String?

    @Option(help: ArgumentHelp("Keep one a week of this span.", valueName: "span"))
    var keepWithinWeekly: String?

    @Option(help: ArgumentHelp("Keep one a month of this span.", valueName: "span"))
    var keepWithinMonthly: String?

    @Option(help: ArgumentHelp("Keep one a year of this span.", valueName: "span"))
    var keepWithinYearly: String?

    @Option(help: ArgumentHelp("Keep all with these tags, separated by commas; may be repeated.", valueName: "tags"))
    var keepTag: [String] = []

    /// The rules together.
    ///
    /// - Throws: `DRError` (usage) for what is neither a count nor a span.
    func rules() throws -> KeepRules {
        var rules = KeepRules(
            counts: KeepCounts(
                last: try count(keepLast),
                hourly: try count(keepHourly),
                daily: try count(keepDaily),
                weekly: try count(keepWeekly),
                monthly: try count(keepMonthly),
                yearly: try count(keepYearly)
            )
        )
        rules.within = try span(keepWithin)
        rules.withinHourly = try span(keepWithinHourly)
        rules.withinDaily = try span(keepWithinDaily)
        rules.withinWeekly = try span(keepWithinWeekly)
        rules.withinMonthly = try span(keepWithinMonthly)
        rules.withinYearly = try span(keepWithinYearly)
        rules.tags = keepTag.map(KeepRules.tagList)
        return rules
    }

    private func count(_ text: String?) throws -> KeepCount { try text.map(KeepCount.init(parsing:)) ?? .none }

    private func span(_ text: String?) throws -> CalendarSpan {
        try text.map(CalendarSpan.init(parsing:)) ?? CalendarSpan()
    }
}
