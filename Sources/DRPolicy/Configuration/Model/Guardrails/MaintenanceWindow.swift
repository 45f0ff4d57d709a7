/// A time in the week in which work that can wait may run.
package struct MaintenanceWindow: Hashable, Sendable {
    /// The days on which it begins.
    package var days = Day.allCases
    /// When it begins.
    package var from = TimeOfDay(hour: 0, minute: 0)
    /// When it ends; before `from` it is a time of the next day.
    package var to = TimeOfDay(hour: 24, minute: 0)

    /// What a configuration that says nothing has.
    package init() {}

    /// The days of a week.
    package enum Day: String, CaseIterable, Sendable {
        case mon, tue, wed, thu, fri, sat, sun
    }
}

extension MaintenanceWindow {
    static let table = SectionTable(
        "A time in the week in which work that can wait may run.",
        MaintenanceWindow(),
        check: { window, value, context in
            guard window.from == window.to else { return }
            context.report("the window is empty", value, allowed: "different times in from and to")
        },
        fields: { make in
            [
                make.key(
                    "days",
                    \.days,
                    .list(.choice(Day.self), minimum: 1),
                    "The days on which it begins; all without."
                ),
                make.required("from", \.from, .timeOfDay, "When it begins."),
                make.required("to", \.to, .timeOfDay, "When it ends; before from it is a time of the next day."),
            ]
        }
    )
}
