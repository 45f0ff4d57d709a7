import DRWorkloads

/// Hears how the backup of a plan goes on: a display of progress, a log.
package protocol BackupObserver: Sendable {
    /// The backup begins; the counts run until it ends.
    func began(_ plan: String, _ progress: BackupProgress)
    /// A source cannot be taken in as it should; called from any thread.
    func found(_ problem: SourceProblem)
    /// The snapshot is there.
    func stored(_ report: BackupReport)
    /// The backup is over, whatever came of it.
    func ended()
}
