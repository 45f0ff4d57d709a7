import DRCore
import DRPolicy
import DRRepository
import DRStorage

/// Posts each alert to an address: as plain JSON, or in the form that Slack or Microsoft Teams expects.
struct WebhookSender: ChannelSender {
    private let settings: WebhookChannel

    init(_ settings: WebhookChannel) {
        self.settings = settings
    }

    func send(_ message: ChannelMessage, _ cancellation: Cancellation) throws -> String? {
        guard case .alert(let alert) = message else { return nil }
        var request = HTTPRequest(.post, try ChannelSenders.text(settings.url, cancellation))
        request.headers = [("Content-Type", "application/json")]
        request.body =
            switch settings.format {
            case .generic: alert.json
            case .slack: Self.slack(alert)
            case .teams: Self.teams(alert)
            }
        _ = try HTTPClient().send(request, cancellation)
        return nil
    }

    /// The form of Slack's incoming webhooks, which Mattermost and Rocket.Chat take too.
    static func slack(_ alert: AlertMessage) -> [UInt8] {
        let buffer = ByteBuffer(capacity: 1024)
        var json = JSONWriter(buffer)
        json.beginObject()
        json.key("text")
        json.string(slackText(alert.title))
        json.key("attachments")
        json.beginArray()
        json.beginObject()
        json.key("color")
        json.string(color(alert))
        json.key("fallback")
        json.string(slackText(alert.title))
        json.key("fields")
        json.beginArray()
        for (name, value) in alert.facts {
            json.beginObject()
            json.key("title")
            json.string(name)
            json.key("value")
            json.string(slackText(value))
            json.key("short")
            json.bool(value.count < 30)
            json.endObject()
        }
        json.endArray()
        json.key("ts")
        json.number(Int(alert.time.seconds))
        json.endObject()
        json.endArray()
        json.endObject()
        return buffer.array
    }

    /// Slack reads `&`, `<` and `>` as its own signs.
    private static func slackText(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    private static func color(_ alert: AlertMessage) -> String {
        guard alert.event != .resolved else { return "#2eb67d" }
        return switch alert.severity {
        case .info: "#439fe0"
        case .warning: "#ecb22e"
        case .critical: "#e01e5a"
        case .emergency: "#8b0000"
        }
    }

    /// An adaptive card in a message, as the webhooks of Teams take it.
    static func teams(_ alert: AlertMessage) -> [UInt8] {
        let buffer = ByteBuffer(capacity: 1024)
        var json = JSONWriter(buffer)
        json.beginObject()
        json.key("type")
        json.string("message")
        json.key("attachments")
        json.beginArray()
        json.beginObject()
        json.key("contentType")
        json.string("application/vnd.microsoft.card.adaptive")
        json.key("contentUrl")
        json.null()
        json.key("content")
        card(alert, &json)
        json.endObject()
        json.endArray()
        json.endObject()
        return buffer.array
    }

    private static func card(_ alert: AlertMessage, _ json: inout JSONWriter) {
        json.beginObject()
        for (key, value) in [
            ("$schema", "http://adaptivecards.io/schemas/adaptive-card.json"), ("type", "AdaptiveCard"),
            ("version", "1.4"),
        ] {
            json.key(key)
            json.string(value)
        }
        json.key("body")
        json.beginArray()
        json.beginObject()
        for (key, value) in [
            ("type", "TextBlock"), ("text", alert.title), ("weight", "Bolder"), ("size", "Medium"),
            ("color", alert.event == .resolved ? "Good" : alert.severity >= .critical ? "Attention" : "Warning"),
        ] {
            json.key(key)
            json.string(value)
        }
        json.key("wrap")
        json.bool(true)
        json.endObject()
        json.beginObject()
        json.key("type")
        json.string("FactSet")
        json.key("facts")
        json.beginArray()
        for (name, value) in alert.facts {
            json.beginObject()
            json.key("title")
            json.string(name)
            json.key("value")
            json.string(value)
            json.endObject()
        }
        json.endArray()
        json.endObject()
        json.endArray()
        json.endObject()
    }
}
