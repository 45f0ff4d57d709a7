/// The guardrails; the raw value is the key of the configuration that sets them.
package enum GuardrailRule: String, CaseIterable, Hashable, Sendable {
    /// So many operations may begin within an hour.
    case operationsPerHour = "operations_per_hour"
    /// Operations of a kind on a service keep a distance.
    case minimumGap = "minimum_gap"
    /// So many operations may run at once.
    case concurrentOperations = "concurrent_operations"
    /// The storage may grow by a share in an operation.
    case storageGrowth = "storage_growth"
    /// Work that can wait runs in a window.
    case maintenanceWindows = "maintenance_windows"
    /// A person must approve an operation.
    case approvals = "approvals"
}
