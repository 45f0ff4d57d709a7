/// A PostgreSQL cluster to back up.
package struct ClusterSource: Hashable, Sendable {
    /// The service that is the cluster.
    package var cluster = ""
}

extension ClusterSource {
    static let table = SectionTable("A PostgreSQL cluster to back up.", ClusterSource()) { make in
        [make.required("cluster", \.cluster, .reference(.service), "The service that is the cluster.")]
    }
}
