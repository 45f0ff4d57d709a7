import DRCore
import DRPolicy

/// All metrics of an environment at a time, from its catalog and its configuration.
///
/// A plan that never had a good run has the time 0 for it, so that no rule about ages can pass over it.
package struct MetricsReport: Sendable {
    /// The metrics, those without samples left out.
    package private(set) var families: [MetricFamily] = []

    /// Gathers the metrics of an environment.
    ///
    /// - Parameter version: the version of this program.
    /// - Throws: `DRError` when the catalog cannot be read.
    package init(_ installation: Installation, _ catalog: Catalog, at now: Timestamp, version: String) throws {
        families = Self.general(installation.environment, isValid: true, at: now, version: version)
        families += try JobMetrics(installation, catalog, at: now).families
        families += try RepositoryMetrics(installation, catalog).families
        families += try ClusterMetrics(installation, catalog).families
        families += try AlertMetrics(installation, catalog).families
        families.removeAll { $0.samples.isEmpty }
    }

    /// What there is to say when the configuration cannot be used.
    package init(invalidConfigurationOf environment: String, at now: Timestamp, version: String) {
        families = Self.general(environment, isValid: false, at: now, version: version)
    }

    private static func general(
        _ environment: String,
        isValid: Bool,
        at now: Timestamp,
        version: String
    ) -> [MetricFamily] {
        var build = MetricFamily("dr_build_info", "The version of dr; the value is always 1.")
        build.add(1, ("version", version))
        var valid = MetricFamily("dr_configuration_valid", "Whether the configuration can be used.")
        valid.add(isValid ? 1 : 0, ("environment", environment))
        var written = MetricFamily("dr_metrics_written_timestamp_seconds", "When these metrics were gathered.")
        written.add(Double(now.seconds), ("environment", environment))
        return [build, valid, written]
    }

    /// The text form of Prometheus.
    package var text: String { families.map(\.text).joined() }
}
