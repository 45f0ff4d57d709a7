import DRCore
import DROperations

extension SchedulerSetting {
    /// What a scheduler of the command line works with: the real runs, messages on standard error.
    ///
    /// - Parameter isLasting: whether it goes on, rather than doing what is due and ending.
    static func command(
        _ installation: Installation,
        _ catalog: Catalog,
        _ messages: Messages,
        isLasting: Bool
    ) -> SchedulerSetting {
        let log = SchedulerLog(
            isJournal: SchedulerLog.isConnectedToJournal(Environment.all),
            clock: installation.clock
        ) { messages.note($0) }
        let context: @Sendable (Installation, Cancellation) -> JobContext = { installation, cancellation in
            JobContext(installation: installation, catalog: catalog, cancellation: cancellation) {
                log.line(.info, $0)
            }
        }
        var setting = SchedulerSetting(installation: installation, catalog: catalog, log: log) {
            let runner = JobRunner(context($1, $2))
            defer { runner.finish() }
            return runner.run($0)
        }
        let sampling = ClusterSampling(isLasting: isLasting)
        setting.chores = { Standard.chores(context($0, $1), sampling) }
        setting.settle = { JobRunner(context(installation, Cancellation())).interruptDead() }
        return setting
    }
}
