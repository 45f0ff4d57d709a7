import DRCore
import DRPolicy

/// The metrics of alerts and of the messages about them.
struct AlertMetrics {
    private var open = MetricFamily("dr_alerts_open", "Alerts that are not over.")
    private var pending = MetricFamily("dr_alert_messages_pending", "Messages that a channel has not taken yet.")
    private var attempts = MetricFamily(
        "dr_alert_channel_failed_attempts",
        "How often the oldest message that a channel has not taken was tried."
    )

    /// All of them.
    var families: [MetricFamily] { [open, pending, attempts] }

    init(_ installation: Installation, _ catalog: Catalog) throws {
        let environment = ("environment", installation.environment)
        let alerts = try catalog.openAlerts(environment: installation.environment)
        for severity in AlertSeverity.allCases {
            let count = alerts.count { $0.standing.severity == severity }
            open.add(Double(count), environment, ("severity", severity.rawValue))
        }
        let waiting = Dictionary(
            grouping: try catalog.pendingDeliveries(environment: installation.environment),
            by: \.channel
        )
        for channel in installation.configuration.alerts.channels.keys.sorted() {
            let messages = waiting[channel] ?? []
            pending.add(Double(messages.count), environment, ("channel", channel))
            attempts.add(Double(messages.first?.attempts ?? 0), environment, ("channel", channel))
        }
    }
}
