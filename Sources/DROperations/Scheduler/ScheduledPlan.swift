import DRCore
import DRPolicy

/// A plan that the scheduler runs, with all that its times depend on.
package struct ScheduledPlan: Sendable {
    /// Its name.
    package let name: String
    /// What the configuration says.
    package let plan: BackupPlan
    /// Its calendar rules.
    package let rules: [RunKind: CalendarRule]
    /// The zone of the rules.
    package let zone: TimeZoneRules
    /// The jitter of this host, in seconds.
    package let delay: Int64

    /// The calendar of a plan that is known since a time.
    package func calendar(since: Timestamp) -> RunCalendar {
        RunCalendar(rules: rules, zone: zone, delay: delay, since: since)
    }

    /// The enabled plans of an environment, by name; each zone is read once.
    ///
    /// - Throws: `DRError` with code `configurationInvalid` for a zone that this machine does not have.
    package static func all(in installation: Installation) throws -> [ScheduledPlan] {
        let configuration = installation.configuration
        var zones: [String: TimeZoneRules] = [:]
        return try configuration.plans.sorted { $0.key < $1.key }.filter(\.value.isEnabled).map { name, plan in
            let zoneName = plan.schedule.timezone ?? configuration.timezone
            let zone = try zones[zoneName] ?? installation.zones.zone(named: zoneName)
            zones[zoneName] = zone
            return ScheduledPlan(
                name: name,
                plan: plan,
                rules: plan.schedule.rules,
                zone: zone,
                delay: StartDelay.seconds(
                    host: installation.host,
                    plan: name,
                    bound: plan.schedule.jitter.components.seconds
                )
            )
        }
    }
}
