/// E-mail through an SMTP server.
package struct EmailChannel: Hashable, Sendable {
    /// The server.
    package var host = ""
    /// Its port.
    package var port = 587
    /// How the connection is protected.
    package var security = Security.starttls
    /// The user, if the server asks for one.
    package var user: String?
    /// Where the user's password comes from.
    package var password: SecretReference?
    /// The sender.
    package var from = ""
    /// The receivers.
    package var to: [String] = []

    /// How a connection is protected.
    package enum Security: String, CaseIterable, Sendable {
        case none
        case starttls
        case tls
    }
}

extension EmailChannel {
    static let table = SectionTable(
        "E-mail through an SMTP server.",
        EmailChannel(),
        check: { channel, value, context in
            if channel.user != nil, channel.security == .none {
                context.report("the password would be sent in clear", value, allowed: "security: starttls or tls")
            }
            if (channel.user == nil) != (channel.password == nil) {
                context.report("user and password go together", value, allowed: "both or neither")
            }
        },
        fields: { make in
            [
                make.required("host", \.host, .text("a host name"), "The server."),
                make.key("port", \.port, .integer(1...65_535), "Its port."),
                make.key("security", \.security, .choice(), "How the connection is protected."),
                make.key("user", \.user, .text("a user name"), "The user, if the server asks for one."),
                make.key("password", \.password, .secret, "Where the user's password comes from."),
                make.required("from", \.from, .mailAddress, "The sender."),
                make.required("to", \.to, .list(.mailAddress, minimum: 1), "The receivers."),
            ]
        }
    )
}

extension ValueFormat where Value == String {
    /// An address with one `@` and nothing that could end a header line.
    fileprivate static var mailAddress: ValueFormat {
        single(
            what: "an e-mail address",
            pattern: "^[^@ ]+@[^@ ]+$",
            allowed: "an address such as ops@example.com",
            write: { $0 },
            parse: { text in
                let parts = text.split(separator: "@", omittingEmptySubsequences: false)
                let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: ">") }
                return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && isPlain ? text : nil
            }
        )
    }
}
