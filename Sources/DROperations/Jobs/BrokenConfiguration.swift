import DRCore
import DRPolicy

/// Leaves a trace of runs that did not begin because the configuration is broken: in the catalog, the metrics and the
/// alerts of the last configuration that was valid.
package enum BrokenConfiguration {
    /// Tells of the runs that could not begin.
    ///
    /// - Parameters:
    ///   - error: what is wrong with the configuration.
    ///   - folder: where it lies, if that is known.
    ///   - environment: its name, if that is known.
    ///   - note: takes a line for the log.
    ///   - jobs: what was to run, by the last valid configuration.
    /// - Returns: the runs as they were noted; none when no valid configuration is known.
    package static func report(
        _ error: any Error,
        folder: ConfigurationFolder?,
        environment: String?,
        variables: [String: String],
        note: @escaping @Sendable (String) -> Void,
        jobs: (Installation, Catalog) throws -> [Job]
    ) -> [RunRecord] {
        do {
            let known = try LastGoodConfiguration.find(folder, environment: environment, variables: variables)
            guard let installation = known else {
                note("no valid configuration is known from before, so nobody else is told")
                return []
            }
            let context = JobContext(
                installation: installation,
                catalog: try Catalog(stateDirectory: installation.stateDirectory),
                cancellation: Cancellation(),
                note: note
            )
            let runner = JobRunner(context)
            defer { runner.finish() }
            let runs = try jobs(installation, context.catalog).map { runner.fail($0, with: error) }
            let isNew = try ConfigurationAlarm.raise(error, installation, context.catalog)
            try Outbox(installation, context.catalog, note: note).send(context.cancellation)
            if isNew || !runs.isEmpty { note("told by the last valid configuration of \(installation.environment)") }
            return runs
        } catch {
            note("the broken configuration could not be told of: \(error)")
            return []
        }
    }
}
