import DRCore
import DRPolicy

/// Writes the metrics whenever a run begins or ends, in whatever way.
package struct MetricsListener: RunListener {
    private let installation: Installation
    private let catalog: Catalog

    /// Takes what a run has at hand.
    package init(_ context: JobContext) {
        installation = context.installation
        catalog = context.catalog
    }

    package func began(_ run: RunRecord) throws { try write() }

    package func ended(_ run: RunRecord) throws { try write() }

    /// Writes the metrics as they are now, when the configuration names a file for them.
    package func write() throws {
        guard let path = installation.configuration.metrics.textfile else { return }
        let report = try MetricsReport(
            installation,
            catalog,
            at: installation.clock.now,
            version: ProgramVersion.number
        )
        try MetricsFile.write(report, to: path)
    }
}
