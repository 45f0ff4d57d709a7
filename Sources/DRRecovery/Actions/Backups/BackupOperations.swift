import DRCore

/// What drills need of backups; built above this module, where plans and repositories are known.
package protocol BackupOperations: Sendable {
    /// The newest restore point of a plan: its name and time; nil when there is none.
    func newest(plan: String) throws -> (name: String, time: Timestamp)?

    /// Verifies the repository of a plan.
    ///
    /// - Returns: what was looked at, as a sentence.
    /// - Throws: `DRError` with code `integrity` when damage was found.
    func verify(plan: String, readsData: Bool, _ cancellation: Cancellation) throws -> String

    /// Restores a restore point of a plan into a directory.
    ///
    /// - Parameter snapshot: its name; nil takes the newest.
    /// - Returns: the name of the restore point.
    func restore(plan: String, snapshot: String?, into directory: String, _ cancellation: Cancellation) throws -> String
}
