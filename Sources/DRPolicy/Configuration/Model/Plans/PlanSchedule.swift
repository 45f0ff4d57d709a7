/// When the work of a plan runs.
package struct PlanSchedule: Hashable, Sendable {
    /// Backups that read what changed.
    package var incremental: ScheduleRule?
    /// Backups that read every byte.
    package var full: ScheduleRule?
    /// Verification of a part of the repository.
    package var verify: ScheduleRule?
    /// The time in which verification has read every byte.
    package var verifyAllWithin = Duration.days(30)
    /// The retention policy is applied.
    package var retention: ScheduleRule?
    /// Unused space is freed.
    package var prune: ScheduleRule?
    /// A restore is tried.
    package var restoreTest: ScheduleRule?
    /// The zone of the rules; that of the environment without it.
    package var timezone: String?
    /// Starts are spread over this time, the same for a host each time.
    package var jitter = Duration.zero
    /// A run that takes longer is stopped.
    package var maximumRuntime: Duration?
}

extension PlanSchedule {
    static let table = SectionTable(
        "When the work of a plan runs.",
        PlanSchedule(),
        check: { schedule, value, context in
            guard schedule.incremental == nil, schedule.full == nil else { return }
            context.report("no backup is scheduled", value, allowed: "incremental, full or both")
        },
        fields: { make in
            [
                make.key("incremental", \.incremental, .schedule, "Backups that read what changed."),
                make.key("full", \.full, .schedule, "Backups that read every byte."),
                make.key("verify", \.verify, .schedule, "Verification of a part of the repository."),
                make.key(
                    "verify_all_within",
                    \.verifyAllWithin,
                    .duration(.days(1)...(.days(366))),
                    "The time in which verification has read every byte."
                ),
                make.key("retention", \.retention, .schedule, "The retention policy is applied."),
                make.key("prune", \.prune, .schedule, "Unused space is freed."),
                make.key("restore_test", \.restoreTest, .schedule, "A restore is tried."),
                make.key(
                    "timezone",
                    \.timezone,
                    .timeZone,
                    "The zone of the rules; that of the environment without it."
                ),
                make.key("jitter", \.jitter, .duration(.zero...(.hours(6))), "Starts are spread over this time."),
                make.key(
                    "maximum_runtime",
                    \.maximumRuntime,
                    .duration(.minutes(1)...(.days(7))),
                    "A run that takes longer is stopped."
                ),
            ]
        }
    )
}
