import DRCore
import DROperations
import DRPolicy

extension InstallationOptions {
    /// Reads and checks the configuration for runs, and remembers it; a broken one is told of by the last valid one.
    ///
    /// - Parameters:
    ///   - plans: the plans that are to run; empty for all that the scheduler runs.
    /// - Throws: `DRError` with code `configurationInvalid`, with everything that is wrong.
    func loadForRuns(
        plans: [String],
        kind: RunKind,
        cause: RunCause,
        _ context: CommandContext
    ) throws -> Installation {
        let note: @Sendable (String) -> Void = { [messages = context.messages] in messages.note("dr: " + $0) }
        do {
            let installation = try load()
            do {
                try LastGoodConfiguration.keep(installation)
            } catch {
                note("the configuration could not be kept for bad days: \(error)")
            }
            return installation
        } catch {
            let folder = Result { try self.folder() }
            let runs = BrokenConfiguration.report(
                error,
                folder: try? folder.get(),
                environment: environment ?? Environment.value("DR_ENVIRONMENT"),
                variables: Environment.all,
                plans: plans,
                kind: kind,
                cause: cause,
                note: note
            )
            if context.isJSON {
                for run in runs { try context.output.object("run") { RunListing.write(run, to: &$0) } }
                try context.output.flush()
            }
            throw error
        }
    }
}
