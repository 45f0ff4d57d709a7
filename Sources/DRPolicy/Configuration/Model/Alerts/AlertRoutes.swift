/// The channels that hear of each severity.
package struct AlertRoutes: Hashable, Sendable {
    package var info: [String] = []
    package var warning: [String] = []
    package var critical: [String] = []
    package var emergency: [String] = []
}

extension AlertRoutes {
    static let table = SectionTable("The channels that hear of each severity.", AlertRoutes()) { make in
        [
            make.key("info", \.info, .list(.reference(.channel)), "News without need to act."),
            make.key("warning", \.warning, .list(.reference(.channel)), "Something to look at in working hours."),
            make.key("critical", \.critical, .list(.reference(.channel)), "An objective is missed or soon will be."),
            make.key("emergency", \.emergency, .list(.reference(.channel)), "Data may be lost unless somebody acts."),
        ]
    }
}
