import DRCore

/// An SMTP server and how it is spoken to.
package struct MailServer: Sendable {
    /// How the connection is protected.
    package enum Protection: Sendable {
        /// Not at all.
        case none
        /// By TLS after STARTTLS; without it nothing is sent.
        case starttls
        /// By TLS from the first byte.
        case tls
    }

    /// The host.
    package var host: String
    /// The port.
    package var port: Int
    /// How the connection is protected.
    package var protection: Protection
    /// The user, when the server asks for one.
    package var user: String?
    /// The user's password.
    package var password: Secret<String>?

    /// Names a server.
    package init(
        host: String,
        port: Int,
        protection: Protection,
        user: String? = nil,
        password: Secret<String>? = nil
    ) {
        self.host = host
        self.port = port
        self.protection = protection
        self.user = user
        self.password = password
    }
}
