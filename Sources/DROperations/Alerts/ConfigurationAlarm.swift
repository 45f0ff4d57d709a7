import DRCore
import DRPolicy
import DRRepository

/// Tells that runs cannot begin because the configuration is invalid, by the last one that was valid.
package enum ConfigurationAlarm {
    /// Opens an alert and says so in the metrics.
    ///
    /// - Parameters:
    ///   - error: why the configuration cannot be used.
    ///   - installation: the last one that was valid.
    /// - Returns: whether somebody is told now, and not again of what is known.
    /// - Throws: `DRError` when the catalog or the metrics cannot be written.
    @discardableResult
    package static func raise(_ error: any Error, _ installation: Installation, _ catalog: Catalog) throws -> Bool {
        let error = DRError(anyStorageError: error)
        let details = error.details.map(\.description)
        let more = details.count > 1 ? ", and \(details.count - 1) more" : ""
        let finding = AlertFinding(
            .configuration,
            .critical,
            "no run can begin, as the configuration is invalid: " + (details.first ?? error.message) + more,
            object: error.object,
            hint: "dr config check names every problem"
        )
        let now = installation.clock.now
        let told = try AlertBoard(installation, catalog).observe([.wrong(finding)], at: now)
        if let path = installation.configuration.metrics.textfile {
            try MetricsFile.markInvalid(path, environment: installation.environment, at: now)
        }
        return !told.isEmpty
    }

    /// Ends the alert: the configuration was just read and is valid.
    ///
    /// - Throws: `DRError` when the catalog cannot be written.
    package static func end(_ installation: Installation, _ catalog: Catalog) throws {
        let isOpen = try catalog.openAlerts(environment: installation.environment).contains {
            $0.finding.topic == .configuration
        }
        guard isOpen else { return }
        try AlertBoard(installation, catalog).observe([.good(.configuration)], at: installation.clock.now)
    }
}
