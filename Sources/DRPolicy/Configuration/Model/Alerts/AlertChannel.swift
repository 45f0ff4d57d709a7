/// A way to tell somebody; exactly one kind is set.
package struct AlertChannel: Hashable, Sendable {
    package var webhook: WebhookChannel?
    package var pagerDuty: PagerDutyChannel?
    package var email: EmailChannel?
    package var ping: PingChannel?
    package var command: CommandChannel?
}

extension AlertChannel {
    static let table = SectionTable(
        "A way to tell somebody.",
        AlertChannel(),
        exactlyOne: ["webhook", "pagerduty", "email", "ping", "command"]
    ) { make in
        [
            make.key("webhook", \.webhook, .section(WebhookChannel.table), "An HTTP request."),
            make.key("pagerduty", \.pagerDuty, .section(PagerDutyChannel.table), "PagerDuty, Events API v2."),
            make.key("email", \.email, .section(EmailChannel.table), "E-mail through an SMTP server."),
            make.key("ping", \.ping, .section(PingChannel.table), "A dead man's switch that expects pings."),
            make.key("command", \.command, .section(CommandChannel.table), "A program that gets the alert as JSON."),
        ]
    }
}
