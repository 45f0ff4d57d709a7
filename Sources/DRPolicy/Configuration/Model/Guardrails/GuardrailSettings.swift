/// Limits on what may happen in an environment.
package struct GuardrailSettings: Hashable, Sendable {
    /// How many operations may start within an hour.
    package var operationsPerHour = 8
    /// The time between operations of a kind on a service.
    package var minimumGap = Duration.minutes(10)
    /// How many operations may run at once.
    package var concurrentOperations = 2
    /// By how much the storage may grow in an operation.
    package var storageGrowth = Percentage(25)
    /// When work that can wait may run; always without any.
    package var maintenanceWindows: [MaintenanceWindow] = []
    /// Which operations a person must approve.
    package var approvals = ApprovalSettings()
}

extension GuardrailSettings {
    static let table = SectionTable("Limits on what may happen in an environment.", GuardrailSettings()) { make in
        [
            make.key(
                "operations_per_hour",
                \.operationsPerHour,
                .integer(1...1000),
                "How many operations may start within an hour."
            ),
            make.key(
                "minimum_gap",
                \.minimumGap,
                .duration(.zero...(.hours(24))),
                "The time between operations of a kind on a service."
            ),
            make.key(
                "concurrent_operations",
                \.concurrentOperations,
                .integer(1...64),
                "How many operations may run at once."
            ),
            make.key(
                "storage_growth",
                \.storageGrowth,
                .percentage(1...1000),
                "By how much the storage may grow in an operation."
            ),
            make.key(
                "maintenance_windows",
                \.maintenanceWindows,
                .list(.section(MaintenanceWindow.table)),
                "When work that can wait may run; always without any."
            ),
            make.key(
                "approvals",
                \.approvals,
                .section(ApprovalSettings.table),
                "Which operations a person must approve."
            ),
        ]
    }
}
