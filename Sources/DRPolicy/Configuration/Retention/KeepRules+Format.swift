extension KeepRules {
    static let table = SectionTable(
        "Which snapshots stay: any rule keeps one.",
        KeepRules(),
        check: { rules, value, context in
            guard rules.isEmpty else { return }
            context.report("no rule keeps anything", value, allowed: "at least one rule, such as daily: 90")
        },
        fields: { make in
            [
                make.key("last", \.counts.last, .count, "The newest snapshots."),
                make.key("hourly", \.counts.hourly, .count, "The newest of each of so many hours."),
                make.key("daily", \.counts.daily, .count, "The newest of each of so many days."),
                make.key("weekly", \.counts.weekly, .count, "The newest of each of so many weeks."),
                make.key("monthly", \.counts.monthly, .count, "The newest of each of so many months."),
                make.key("yearly", \.counts.yearly, .count, "The newest of each of so many years."),
                make.key("within", \.within, .span, "All within a span before the newest."),
                make.key("within_hourly", \.withinHourly, .span, "The newest of each hour within a span."),
                make.key("within_daily", \.withinDaily, .span, "The newest of each day within a span."),
                make.key("within_weekly", \.withinWeekly, .span, "The newest of each week within a span."),
                make.key("within_monthly", \.withinMonthly, .span, "The newest of each month within a span."),
                make.key("within_yearly", \.withinYearly, .span, "The newest of each year within a span."),
                make.key(
                    "tags",
                    \.tags,
                    .list(
                        .list(.text("a tag"), minimum: 1, hint: "a list of tags, such as [audit]"),
                        hint: "a list of lists, such as [[audit]]"
                    ),
                    "All that bear every tag of one of these lists."
                ),
            ]
        }
    )
}

extension ValueFormat where Value == KeepCount {
    /// A number of snapshots from 1, or `unlimited`.
    fileprivate static var count: ValueFormat {
        ValueFormat(.count) { value, context in
            let text = value.scalar?.text ?? ""
            if text == "unlimited" { return .unlimited }
            guard let number = Int(text), 1...1_000_000 ~= number else {
                context.reportWrong(value, allowed: "a whole number from 1 to 1000000, or unlimited")
                return nil
            }
            return .atMost(number)
        }
    }
}

extension ValueFormat where Value == CalendarSpan {
    /// A span in the units of the calendar, such as `1y6m`.
    fileprivate static var span: ValueFormat {
        ValueFormat(.text(what: "a span of the calendar", pattern: "^([0-9]+[ymdh])+$")) { value, context in
            // The reason that the parser gives is the same for all: not of this form.
            guard let text = value.scalar?.text, let span = try? CalendarSpan(parsing: text), !span.isZero else {
                context.reportWrong(
                    value,
                    allowed: "years, months, days and hours, such as 90d or 1y6m"
                )
                return nil
            }
            return span
        }
    }
}
