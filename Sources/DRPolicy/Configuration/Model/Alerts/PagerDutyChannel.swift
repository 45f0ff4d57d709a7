/// PagerDuty, Events API v2.
package struct PagerDutyChannel: Hashable, Sendable {
    /// The integration key.
    package var routingKey = SecretReference.file("")
    /// The address of the service.
    package var url = "https://events.pagerduty.com/v2/enqueue"
}

extension PagerDutyChannel {
    static let table = SectionTable("PagerDuty, Events API v2.", PagerDutyChannel()) { make in
        [
            make.required("routing_key", \.routingKey, .secret, "Where the integration key comes from."),
            make.key("url", \.url, .webAddress, "The address of the service."),
        ]
    }
}
