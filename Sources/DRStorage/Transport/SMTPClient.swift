import CCurl
import DRCore

/// Hands mails to an SMTP server through libcurl.
package struct SMTPClient: Sendable {
    private let limits: TransferLimits

    /// Makes a client.
    package init(_ limits: TransferLimits = TransferLimits()) {
        self.limits = limits
    }

    /// Sends a mail on this thread.
    ///
    /// - Parameters:
    ///   - message: header and text as RFC 5322 has them, with CRLF at the end of each line.
    ///   - sender: the address that errors go to.
    ///   - receivers: the addresses that it goes to.
    /// - Returns: what the server said to receivers that it refused; others have got the mail.
    /// - Throws: `TransferFailure`, also when every receiver was refused.
    package func send(
        _ message: [UInt8],
        from sender: String,
        to receivers: [String],
        through server: MailServer,
        _ cancellation: Cancellation
    ) throws -> [String] {
        let scheme = server.protection == .tls ? "smtps" : "smtp"
        let host = server.host.contains(":") && !server.host.hasPrefix("[") ? "[\(server.host)]" : server.host
        let address = try ServerAddress("\(scheme)://\(host):\(server.port)", schemes: [scheme])
        let transfer = try CurlTransfer(address, limits, cancellation)
        ccurl_allow_smtp(transfer.curl)
        let usesTLS = server.protection == .none ? CURLUSESSL_NONE : CURLUSESSL_ALL
        transfer.number(CURLOPT_USE_SSL, Int(usesTLS.rawValue))
        if let user = server.user { transfer.text(CURLOPT_USERNAME, user) }
        if let password = server.password { transfer.text(CURLOPT_PASSWORD, password.revealed) }
        transfer.text(CURLOPT_MAIL_FROM, "<\(sender)>")
        transfer.mail(to: receivers)
        ccurl_allow_refused_receivers(transfer.curl)
        transfer.number(CURLOPT_UPLOAD, 1)
        transfer.send(message)
        ccurl_set_size(transfer.curl, CURLOPT_INFILESIZE_LARGE, curl_off_t(message.count))
        _ = try transfer.perform { text in
            server.password.map { text.replacing($0.revealed, with: "…") } ?? text
        }
        return transfer.lines.filter { line in
            Int(line.prefix(3)).map { (450...452).contains($0) || (550...554).contains($0) } ?? false
        }
    }
}
