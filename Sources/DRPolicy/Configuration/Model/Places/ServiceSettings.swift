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
    /// A process of this machine.
    package var process: ProcessSettings?
    /// HAProxy, as the entry of traffic.
    package var haproxy: ProxySettings?
    /// The network of a site.
    package var network: NetworkSettings?
    /// A directory of files.
    package var directory: DirectorySettings?
    /// Whether drills may change it.
    package var isDrillAllowed = false
}

extension ServiceSettings {
    static let table = SectionTable(
        "A service that is protected or rehearsed with.",
        ServiceSettings(),
        exactlyOne: ServiceKind.allCases.map(\.rawValue)
    ) { make in
        [
            make.key("region", \.region, .reference(.region), "The region in which it runs."),
            make.key("postgresql", \.postgresql, .section(ClusterSettings.table), "A PostgreSQL cluster."),
            make.key("release", \.release, .section(ReleaseSettings.table), "A directory of releases."),
            make.key("http", \.http, .section(EndpointSettings.table), "An endpoint as a client sees it."),
            make.key("process", \.process, .section(ProcessSettings.table), "A process of this machine."),
            make.key("haproxy", \.haproxy, .section(ProxySettings.table), "HAProxy, as the entry of traffic."),
            make.key("network", \.network, .section(NetworkSettings.table), "The network of a site."),
            make.key("directory", \.directory, .section(DirectorySettings.table), "A directory of files."),
            make.key("drill_allowed", \.isDrillAllowed, .boolean, "Whether drills may change it."),
        ]
    }
}
