/// One entry that was not restored as the snapshot has it.
package struct RestoreProblem: Sendable, Equatable {
    /// The classes of problem.
    package enum Kind: String, Sendable {
        /// Data of the repository is missing or damaged; the entry is incomplete.
        case damaged
        /// The target did not take the entry or its metadata.
        case failed
        /// The entry read back differs from the snapshot.
        case verification
    }

    package let kind: Kind
    /// The path in the target; bytes that are not UTF-8 are replaced.
    package let path: String
    /// What is wrong, as a sentence without a final full stop.
    package let message: String
}
