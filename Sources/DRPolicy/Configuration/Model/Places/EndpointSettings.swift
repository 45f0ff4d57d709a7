/// An HTTP endpoint as a client sees it.
package struct EndpointSettings: Hashable, Sendable {
    /// Its address.
    package var url = ""
    /// The status that says that it is well.
    package var status = 200
    /// How long an answer may take.
    package var timeout = Duration.seconds(5)
}

extension EndpointSettings {
    static let table = SectionTable("An HTTP endpoint as a client sees it.", EndpointSettings()) { make in
        [
            make.required("url", \.url, .webAddress, "Its address."),
            make.key("status", \.status, .integer(100...599), "The status that says that it is well."),
            make.key("timeout", \.timeout, .duration(.seconds(1)...(.minutes(5))), "How long an answer may take."),
        ]
    }
}
