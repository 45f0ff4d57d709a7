/// A dead man's switch that expects pings, in the manner of Healthchecks.
package struct PingChannel: Hashable, Sendable {
    /// The address of the check, which is a secret because whoever knows it can ping.
    package var url = SecretReference.file("")
    /// The plans whose runs are reported; all without it.
    package var plans: [String] = []
}

extension PingChannel {
    static let table = SectionTable("A dead man's switch that expects pings.", PingChannel()) { make in
        [
            make.required("url", \.url, .secret, "Where the address of the check comes from."),
            make.key("plans", \.plans, .list(.reference(.plan)), "The plans whose runs are reported; all without it."),
        ]
    }
}
