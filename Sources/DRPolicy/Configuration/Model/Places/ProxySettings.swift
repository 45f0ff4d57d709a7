/// HAProxy, as the entry of traffic.
package struct ProxySettings: Hashable, Sendable {
    /// The socket of its runtime API, with level admin.
    package var socket = ""
}

extension ProxySettings {
    static let table = SectionTable("HAProxy, as the entry of traffic.", ProxySettings()) { make in
        [make.required("socket", \.socket, .absolutePath, "The socket of its runtime API, with level admin.")]
    }
}
