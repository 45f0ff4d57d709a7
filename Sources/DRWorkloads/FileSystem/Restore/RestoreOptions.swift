/// What a restore writes, and where.
package struct RestoreOptions: Sendable {
    /// When an entry that is in the target already is replaced.
    package enum Overwrite: String, Sendable, CaseIterable {
        /// Always; content that is right already is not written again.
        case always
        /// Unless size and modification time are equal.
        case ifChanged = "if-changed"
        /// When the entry of the snapshot has a later modification time.
        case ifNewer = "if-newer"
        /// Never.
        case never
    }

    /// The directory that the tree is written into; it is made when it is missing.
    package var target: String
    /// Only what lies below this path of the snapshot, which becomes the top of the target; empty for all.
    package var subpath = ""
    /// Patterns (restic's rules) of what is restored, against paths below `subpath`; none restores all.
    package var includes: [[UInt8]] = []
    /// As `includes`, without regard to case.
    package var insensitiveIncludes: [[UInt8]] = []
    /// Patterns of what is not restored.
    package var excludes: [[UInt8]] = []
    /// As `excludes`, without regard to case.
    package var insensitiveExcludes: [[UInt8]] = []
    package var overwrite = Overwrite.always
    /// Removes what is in a restored directory of the target and not in the snapshot.
    package var deletes = false
    /// Reads every restored file again and compares it with the ids of its blobs.
    package var verifies = false
    /// Leaves holes where a new file has blocks of zeros.
    package var isSparse = false
    /// Only tells what would be done.
    package var isDryRun = false
    /// Threads; 0 for as many as the machine and the storage can use.
    package var workers = 0

    /// Makes options that restore all of a snapshot into `target`.
    package init(target: String) {
        self.target = target
    }
}
