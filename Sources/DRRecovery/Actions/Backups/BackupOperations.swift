import DRCore

/// What drills need of plans and their repositories; built above this module, where both are known.
package protocol BackupOperations: Sendable {
    /// The newest restore point of a plan: its name and time; nil when there is none.
    ///
    /// - Throws: `DRError` when the repository cannot be read.
    func newest(plan: String) throws -> (name: String, time: Timestamp)?

    /// Backs a plan up.
    ///
    /// - Returns: the name of the restore point.
    /// - Throws: `DRError` when there is none.
    func run(plan: String, full: Bool, _ cancellation: Cancellation) throws -> String

    /// Verifies the repository of a plan.
    ///
    /// - Returns: what was looked at, as a sentence.
    /// - Throws: `DRError` with code `integrity` when damage was found.
    func verify(plan: String, readsData: Bool, _ cancellation: Cancellation) throws -> String

    /// Restores a restore point of a plan into a directory.
    ///
    /// - Parameters:
    ///   - snapshot: its name; nil takes the newest.
    ///   - asSource: whether the directory takes the place of the plan's one source, rather than hold its whole path.
    ///   - deletes: whether what is in the directory and not in the restore point is removed.
    /// - Returns: the name of the restore point.
    /// - Throws: `DRError` when not all of it could be restored.
    func restore(
        plan: String,
        snapshot: String?,
        into directory: String,
        asSource: Bool,
        deletes: Bool,
        _ cancellation: Cancellation
    ) throws -> String

    /// Finds the newest restore point that no sign calls suspect.
    ///
    /// - Returns: its name, and what was seen of those after it.
    /// - Throws: `DRError` when there is none.
    func cleanPoint(plan: String, _ cancellation: Cancellation) throws -> (name: String, seen: String)

    /// Opens the archived log of a cluster.
    ///
    /// - Parameter cluster: its system identifier.
    /// - Returns: what fetches a file by its name, and gives nil when it is certain that the archive does not hold it.
    /// - Throws: `DRError` when there is no such plan; what it returns throws on any doubt.
    func log(
        plan: String,
        cluster: UInt64,
        _ cancellation: Cancellation
    ) throws -> (String) throws -> ByteBuffer?

    /// The restore points of a plan that the catalog knows and the repository lacks, although neither retention nor
    /// `dr forget` removed them; the oldest first.
    ///
    /// - Throws: `DRError` when the catalog or the repository cannot be read.
    func missing(plan: String) throws -> [String]

    /// Removes the newest restore points of a plan from its repository, asking no guardrail and taking no lock, as whoever
    /// has its password can; each is kept in a directory first.
    ///
    /// - Returns: their names, the oldest first.
    /// - Throws: `DRError` when one cannot be kept or removed.
    func removeNewest(_ count: Int, plan: String, keeping directory: String) throws -> [String]

    /// Puts back the restore points that were kept in a directory.
    ///
    /// - Returns: how many were not there.
    /// - Throws: `DRError` when one cannot be written.
    func putBack(plan: String, from directory: String) throws -> Int

    /// The newest restore points of a plan, up to a number, that no copy of its repository holds.
    ///
    /// - Throws: `DRError` when there is no copy, or it cannot be read.
    func uncopied(_ count: Int, plan: String) throws -> [String]

    /// Brings the missing restore points of a plan back from the copies of its repository.
    ///
    /// - Returns: what was missing and where it came from, as a sentence; and how many restore points came back.
    /// - Throws: `DRError` when no copy holds one of them.
    func refill(plan: String, _ cancellation: Cancellation) throws -> (text: String, count: Int)

    /// Keeps retention and prune of a plan from removing anything, until the same holder releases it.
    ///
    /// - Throws: `DRError` when the hold cannot be written.
    func hold(plan: String, by holder: String, reason: String) throws

    /// Ends a hold; one that is not there is no problem.
    ///
    /// - Throws: `DRError` when it cannot be removed.
    func release(plan: String, by holder: String) throws

    /// The local folder of the repository of a plan.
    ///
    /// - Throws: `DRError` when it lies elsewhere.
    func folder(plan: String) throws -> String

    /// Gives the repository of a plan a new password and withdraws all others; the old one is kept in a file for the proof.
    ///
    /// - Parameter memory: the file.
    /// - Returns: how many were withdrawn.
    /// - Throws: `DRError` when the password does not come from a file, or a key cannot be replaced.
    func rotatePassword(plan: String, memory: String, _ cancellation: Cancellation) throws -> Int

    /// Whether the password that was kept in a file is refused, and the new one taken.
    ///
    /// - Throws: `DRError` when it cannot be tried.
    func refusesOldPassword(plan: String, memory: String) throws -> Bool
}
