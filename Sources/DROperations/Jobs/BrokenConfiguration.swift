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
    ///   - plans: the plans that were to run; empty for all that the scheduler runs.
    ///   - kind: what was to run.
    ///   - note: takes a line for the log.
    /// - Returns: the runs as they were noted; none when no valid configuration is known.
    package static func report(
        _ error: any Error,
        folder: ConfigurationFolder?,
        environment: String?,
        variables: [String: String],
        plans: [String],
        kind: RunKind,
        cause: RunCause,
        note: @escaping @Sendable (String) -> Void
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
            let declared = installation.configuration.plans
            let wanted = plans.isEmpty ? declared.filter(\.value.isEnabled).keys.sorted() : plans
            let runs = wanted.filter { declared[$0] != nil }
                .map { runner.fail(Job(plan: $0, kind: kind, cause: cause), with: error) }
            try ConfigurationAlarm.raise(error, installation, context.catalog)
            try Outbox(installation, context.catalog, note: note).send(context.cancellation)
            if !runs.isEmpty { note("told by the last valid configuration of \(installation.environment)") }
            return runs
        } catch {
            note("the broken configuration could not be told of: \(error)")
            return []
        }
    }
}
