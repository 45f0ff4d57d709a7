/// An HTTP request for each alert.
package struct WebhookChannel: Hashable, Sendable {
    /// The address, which is a secret because whoever knows it can post.
    package var url = SecretReference.file("")
    /// The form of the message.
    package var format = Format.generic

    /// The forms of a message.
    package enum Format: String, CaseIterable, Sendable {
        case generic
        case slack
        case teams
    }
}

extension WebhookChannel {
    static let table = SectionTable("An HTTP request for each alert.", WebhookChannel()) { make in
        [
            make.required("url", \.url, .secret, "Where the address comes from; whoever knows it can post."),
            make.key("format", \.format, .choice(), "The form of the message."),
        ]
    }
}
