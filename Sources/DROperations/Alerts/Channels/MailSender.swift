import DRCore
import DRPolicy
import DRStorage

/// Sends each alert as a mail.
struct MailSender: ChannelSender {
    private let settings: EmailChannel
    private let host: String

    init(_ settings: EmailChannel, host: String) {
        self.settings = settings
        self.host = host
    }

    func send(_ message: ChannelMessage, _ cancellation: Cancellation) throws -> String? {
        guard case .alert(let alert) = message else { return nil }
        let protection: MailServer.Protection =
            switch settings.security {
            case .none: .none
            case .starttls: .starttls
            case .tls: .tls
            }
        let server = MailServer(
            host: settings.host,
            port: settings.port,
            protection: protection,
            user: settings.user,
            password: try settings.password.map { try ChannelSenders.text($0, cancellation) }
        )
        let refused = try SMTPClient().send(
            MailMessage(alert, from: settings.from, to: settings.to).bytes,
            from: settings.from,
            to: settings.to,
            through: server,
            cancellation
        )
        return refused.isEmpty ? nil : "sent, but receivers were refused: " + refused.joined(separator: "; ")
    }
}
