import DRCore

/// When a message that a channel did not take is tried again.
package enum DeliveryRules {
    /// Seconds after which a message about an alert is given up: three days.
    package static let alertLifetime = 259_200.0
    /// Seconds after which a message about a run is given up: a switch must fall by itself, not be held up by old news.
    package static let runLifetime = 3600.0
    /// Seconds in which a try that was begun must end, or its process has died.
    package static let lease = 120.0
    /// Tries from which on a channel counts as not working.
    package static let manyAttempts = 3

    /// Seconds until the next try, after so many have failed: from half a minute, doubled, to an hour.
    package static func wait(after attempts: Int) -> Double {
        min(30 * Double(1 << min(max(attempts - 1, 0), 10)), 3600)
    }

    /// When to try again; nil when the message is given up.
    ///
    /// - Parameters:
    ///   - isAboutRun: whether it tells of a run, not of an alert.
    ///   - created: when it was written down.
    package static func next(after attempts: Int, isAboutRun: Bool, created: Timestamp, now: Timestamp) -> Timestamp? {
        let wait = wait(after: attempts)
        let lifetime = isAboutRun ? runLifetime : alertLifetime
        guard now.seconds(since: created) + wait <= lifetime else { return nil }
        return Timestamp(seconds: now.seconds + Int64(wait.rounded(.up)), nanoseconds: now.nanoseconds)
    }
}
