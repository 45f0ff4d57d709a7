/// The network of a site, as a device that can be taken down.
package struct NetworkSettings: Hashable, Sendable {
    /// The device, best the end of a veth pair outside of the site, so that the routes inside stay.
    package var device = ""
    /// The namespace that the device is in; that of `dr` without.
    package var namespace: String?
}

extension NetworkSettings {
    static let table = SectionTable("The network of a site.", NetworkSettings()) { make in
        [
            make.required("device", \.device, .text("the name of a device"), "The device that can be taken down."),
            make.key("namespace", \.namespace, .text("the name of a namespace"), "The namespace that it is in."),
        ]
    }
}
