/// A service that is protected or rehearsed with; exactly one of its kinds is set.
package struct ServiceSettings: Hashable, Sendable {
    /// The region in which it runs.
    package var region: String?
    /// A PostgreSQL cluster.
    package var postgresql: ClusterSettings?
    /// A directory of releases.
    package var release: ReleaseSettings?
    /// An endpoint as a client sees it.
    package var http: EndpointSettings?
}

extension ServiceSettings {
    static let table = SectionTable(
        "A service that is protected or rehearsed with.",
        ServiceSettings(),
        exactlyOne: ["postgresql", "release", "http"]
    ) { make in
        [
            make.key("region", \.region, .reference(.region), "The region in which it runs."),
            make.key("postgresql", \.postgresql, .section(ClusterSettings.table), "A PostgreSQL cluster."),
            make.key("release", \.release, .section(ReleaseSettings.table), "A directory of releases."),
            make.key("http", \.http, .section(EndpointSettings.table), "An endpoint as a client sees it."),
        ]
    }
}
