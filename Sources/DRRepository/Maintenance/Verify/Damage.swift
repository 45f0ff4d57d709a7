import DRStorage

/// One thing that is wrong in a repository, and whom it harms.
package struct Damage: Sendable, Equatable {
    /// What one snapshot loses by it.
    package struct Harm: Sendable, Equatable {
        package var snapshot: ObjectID
        /// Files that cannot be restored completely, and directories, with a slash at the end, whose content is unknown.
        ///
        /// Raw bytes; the first ones only, see `VerifyOptions.pathLimit`.
        package var paths: [[UInt8]]
        /// All such paths that were found.
        package var pathCount: Int
    }

    /// The object, such as "pack 1a2b…" or "config".
    package var object: String
    /// What is wrong with it; at most 20 reasons.
    package var reasons: [String]
    /// How many reasons there are.
    package var reasonCount: Int
    /// What the snapshots lose, oldest snapshot first; empty when other copies of all blobs are intact or nothing
    /// that is needed is concerned.
    package var harm: [Harm] = []
}
