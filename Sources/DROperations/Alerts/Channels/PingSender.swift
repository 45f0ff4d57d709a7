import DRCore
import DRPolicy
import DRStorage

/// Pings a dead man's switch in the manner of Healthchecks: `/start`, then the exit code, with the run's id.
///
/// Alerts that are routed to it are only written to its log, but for severe ones, which make it fall.
struct PingSender: ChannelSender {
    private let settings: PingChannel

    init(_ settings: PingChannel) {
        self.settings = settings
    }

    func send(_ message: ChannelMessage, _ cancellation: Cancellation) throws -> String? {
        let base = try ChannelSenders.text(settings.url, cancellation).revealed
        let url: String
        let text: String
        switch message {
        case .ping(let ping):
            url = Self.url(base, ping.exitCode.map { "\($0)" } ?? "start", run: ping.run)
            text = ping.exitCode == nil ? "" : ping.report
        case .alert(let alert):
            let isSevere = alert.severity >= .critical && alert.event != .resolved && alert.event != .acknowledged
            url = Self.url(base, isSevere && alert.event != .test ? "fail" : "log", run: nil)
            text = ([alert.title] + alert.facts.map { "\($0.name): \($0.value)" }).joined(separator: "\n") + "\n"
        }
        var request = HTTPRequest(.post, Secret(url))
        request.headers = [("Content-Type", "text/plain; charset=utf-8")]
        request.body = Array(text.utf8.suffix(PingMessage.reportLimit))
        _ = try HTTPClient().send(request, cancellation)
        return nil
    }

    /// The address with a word at the end of its path, and the run in its query.
    static func url(_ base: String, _ word: String, run: String?) -> String {
        let parts = base.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var path = parts[0]
        while path.last == "/" { path = path.dropLast() }
        var query = parts.count > 1 ? [String(parts[1])] : []
        if let run { query.append("rid=" + run) }
        return path + "/" + word + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }
}
