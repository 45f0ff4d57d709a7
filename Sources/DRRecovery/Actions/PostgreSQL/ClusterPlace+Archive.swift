import DRCore
import DRPolicy
import DRWorkloads

extension ClusterPlace {
    /// Closes the newest file of the log and waits until the archive has it.
    ///
    /// - Returns: the name of that file.
    /// - Throws: `DRError` (recovery target unreachable) when it does not get there in the time of the step.
    @discardableResult
    func awaitArchive(_ context: ActionContext) throws -> String {
        let connection = try connect(context, patience: context.remaining)
        let newest = try connection.query("SELECT pg_walfile_name(pg_switch_wal())").value(0, 0)
        let isThere = try context.wait(every: 50_000_000) {
            let archived = try connection.query("SELECT last_archived_wal FROM pg_stat_archiver").text(0, 0)
            return archived.map { $0 >= newest } ?? false
        }
        guard isThere else {
            throw DRError(
                .recoveryTargetUnreachable,
                "the newest log does not reach the archive",
                object: "\(name), \(newest)",
                hint: "look at pg_stat_archiver and the log of the server"
            )
        }
        return newest
    }
}
