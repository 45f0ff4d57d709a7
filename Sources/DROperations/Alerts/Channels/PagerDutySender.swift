import DRCore
import DRPolicy
import DRRepository
import DRStorage

/// Sends each alert as an event of PagerDuty's Events API v2: trigger, acknowledge, resolve with one key for a topic.
struct PagerDutySender: ChannelSender {
    private let settings: PagerDutyChannel

    init(_ settings: PagerDutyChannel) {
        self.settings = settings
    }

    func send(_ message: ChannelMessage, _ cancellation: Cancellation) throws -> String? {
        guard case .alert(let alert) = message else { return nil }
        let key = try ChannelSenders.text(settings.routingKey, cancellation)
        try post(alert, action: Self.action(alert.event), key, cancellation)
        // A test leaves no open incident behind.
        if alert.event == .test { try post(alert, action: "resolve", key, cancellation) }
        return nil
    }

    private func post(
        _ alert: AlertMessage,
        action: String,
        _ key: Secret<String>,
        _ cancellation: Cancellation
    ) throws {
        var request = HTTPRequest(.post, Secret(settings.url))
        request.headers = [("Content-Type", "application/json")]
        request.secrets = [key]
        request.body = Self.event(alert, action: action, routingKey: key.revealed)
        _ = try HTTPClient().send(request, cancellation)
    }

    private static func action(_ event: AlertEvent) -> String {
        switch event {
        case .opened, .repeated, .escalated, .test: "trigger"
        case .acknowledged: "acknowledge"
        case .resolved: "resolve"
        }
    }

    private static func severity(_ severity: AlertSeverity) -> String {
        switch severity {
        case .info: "info"
        case .warning: "warning"
        case .critical: "error"
        case .emergency: "critical"
        }
    }

    static func event(_ alert: AlertMessage, action: String, routingKey: String) -> [UInt8] {
        let buffer = ByteBuffer(capacity: 1024)
        var json = JSONWriter(buffer)
        json.beginObject()
        for (key, value) in [
            ("routing_key", routingKey), ("event_action", action), ("dedup_key", String(alert.key.prefix(255))),
            ("client", "dr"),
        ] {
            json.key(key)
            json.string(value)
        }
        if action == "trigger" {
            json.key("payload")
            json.beginObject()
            for (key, value) in [
                ("summary", String(alert.title.prefix(1024))), ("source", alert.host),
                ("severity", severity(alert.severity)), ("component", alert.plan ?? alert.object ?? "dr"),
                ("group", alert.environment), ("class", String(alert.topic.prefix { $0 != "/" })),
            ] {
                json.key(key)
                json.string(value)
            }
            json.key("timestamp")
            json.time(alert.time)
            json.key("custom_details")
            json.beginObject()
            for (name, value) in alert.facts {
                json.key(name.lowercased())
                json.string(value)
            }
            json.endObject()
            json.endObject()
        }
        json.endObject()
        return buffer.array
    }
}
