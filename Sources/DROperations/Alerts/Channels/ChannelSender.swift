import DRCore
import DRPolicy

/// One way to tell somebody.
protocol ChannelSender: Sendable {
    /// Hands over a message on the calling thread.
    ///
    /// - Returns: a remark when not all of it went well.
    /// - Throws: `TransferFailure` or `DRError`; no secret is in either.
    func send(_ message: ChannelMessage, _ cancellation: Cancellation) throws -> String?
}

/// Makes the sender of each channel of a configuration.
enum ChannelSenders {
    /// The sender of a channel.
    static func sender(_ channel: AlertChannel, host: String) throws -> any ChannelSender {
        if let settings = channel.webhook { return WebhookSender(settings) }
        if let settings = channel.pagerDuty { return PagerDutySender(settings) }
        if let settings = channel.email { return MailSender(settings, host: host) }
        if let settings = channel.ping { return PingSender(settings) }
        if let settings = channel.command { return CommandSender(settings) }
        throw DRError(.configurationInvalid, "the channel is of no kind that this version knows")
    }

    /// A secret as a line of text.
    ///
    /// - Throws: `DRError` when it cannot be fetched or is no text.
    static func text(_ reference: SecretReference, _ cancellation: Cancellation) throws -> Secret<String> {
        let bytes = try SecretReader.read(reference, cancellation: cancellation).revealed
        let isBlank: (UInt8) -> Bool = { $0 <= 0x20 }
        let trimmed = bytes.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
        guard let text = String(validating: Array(trimmed), as: UTF8.self), !text.isEmpty,
            !text.utf8.contains(where: { $0 < 0x20 })
        else {
            throw DRError(.configurationInvalid, "the secret of the channel is not a line of text")
        }
        return Secret(text)
    }
}
