/// Limits on what may happen in an environment; what is not set has no limit, but in `production` that of
/// `GuardrailLimits`.
package struct GuardrailSettings: Hashable, Sendable {
    /// How many operations may start within an hour.
    package var operationsPerHour: Int?
    /// The time between operations of a kind on a service.
    package var minimumGap: Duration?
    /// How many operations may run at once.
    package var concurrentOperations: Int?
    /// By how much the storage may grow in an operation.
    package var storageGrowth: Percentage?
    /// When work that can wait may run; always without any.
    package var maintenanceWindows: [MaintenanceWindow] = []
    /// Which operations a person must approve.
    package var approvals = ApprovalSettings()

    /// What a configuration that says nothing has.
    package init() {}
}

extension GuardrailSettings {
    static let table = SectionTable("Limits on what may happen in an environment.", GuardrailSettings()) { make in
        [
            make.key(
                "operations_per_hour",
                \.operationsPerHour,
                .integer(1...1000),
                "How many operations may start within an hour; 8 in production unless set."
            ),
            make.key(
                "minimum_gap",
                \.minimumGap,
                .duration(.zero...(.hours(24))),
                "The time between operations of a kind on a plan or service; 10m in production unless set."
            ),
            make.key(
                "concurrent_operations",
                \.concurrentOperations,
                .integer(1...64),
                "How many operations may run at once; 2 in production unless set."
            ),
            make.key(
                "storage_growth",
                \.storageGrowth,
                .percentage(1...1000),
                "By how much the storage may grow in an operation; 25% in production unless set."
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
