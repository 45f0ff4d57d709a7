/// Programs that run around a backup, each a list of the program and its arguments.
package struct HookSettings: Hashable, Sendable {
    /// Before the backup; a failure stops it.
    package var before: [[String]] = []
    /// After the backup, whatever came of it.
    package var after: [[String]] = []
    /// After a backup that failed.
    package var onFailure: [[String]] = []
    /// How long each program may take.
    package var timeout = Duration.minutes(5)
}

extension HookSettings {
    static let table = SectionTable("Programs that run around a backup.", HookSettings()) { make in
        [
            make.key("before", \.before, .commands, "Before the backup; a failure stops it."),
            make.key("after", \.after, .commands, "After the backup, whatever came of it."),
            make.key("on_failure", \.onFailure, .commands, "After a backup that failed."),
            make.key("timeout", \.timeout, .duration(.seconds(1)...(.hours(24))), "How long each program may take."),
        ]
    }
}

extension ValueFormat where Value == [[String]] {
    /// Several commands.
    fileprivate static var commands: ValueFormat {
        list(.command, hint: "a list of commands, such as [[systemctl, stop, app]]")
    }
}
