import DRCore
import DROperations
import DRPolicy

extension InstallationOptions {
    /// Reads and checks the configuration for runs, and remembers it; a broken one is told of by the last valid one.
    ///
    /// - Parameter jobs: what was to run, by the last valid configuration.
    /// - Throws: `DRError` with code `configurationInvalid`, with everything that is wrong.
    func loadForRuns(
        _ context: CommandContext,
        checksSchedules: Bool = false,
        jobs: (Installation, Catalog) throws -> [Job]
    ) throws -> Installation {
        let note: @Sendable (String) -> Void = { [messages = context.messages] in messages.note("dr: " + $0) }
        do {
            return try loadAndKeep(checksSchedules: checksSchedules, note: note)
        } catch {
            let folder = Result { try self.folder() }
            let runs = BrokenConfiguration.report(
                error,
                folder: try? folder.get(),
                environment: chosen,
                variables: Environment.all,
                note: note,
                jobs: jobs
            )
            if context.isJSON {
                for run in runs { try context.output.object("run") { RunListing.write(run, to: &$0) } }
                try context.output.flush()
            }
            throw error
        }
    }

    /// The same for a scheduler: what is due by the last valid configuration is noted as failed, and tried again when
    /// the configuration is mended.
    func loadForSchedule(_ context: CommandContext, cause: RunCause, checksSchedules: Bool) throws -> Installation {
        try loadForRuns(context, checksSchedules: checksSchedules) { installation, catalog in
            try Scheduler(installation, catalog).agenda(at: installation.clock.now, cause: cause).due
        }
    }

    /// Reads and checks the configuration, and remembers it for bad days.
    ///
    /// - Throws: `DRError` with code `configurationInvalid`, with everything that is wrong.
    func loadAndKeep(checksSchedules: Bool, note: (String) -> Void) throws -> Installation {
        let installation = try load(checksSchedules: checksSchedules)
        do {
            try LastGoodConfiguration.keep(installation)
        } catch {
            note("the configuration could not be kept for bad days: \(error)")
        }
        return installation
    }
}
