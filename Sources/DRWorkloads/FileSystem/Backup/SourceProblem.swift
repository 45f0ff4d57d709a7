/// A path that a backup could not take in as it should.
package struct SourceProblem: Sendable, Equatable {
    /// The path, with bytes that are not UTF-8 replaced.
    package var path: String
    /// What happened.
    package var reason: String
    /// Whether the path, or a part of it, is missing from the snapshot; otherwise it is there but was changing.
    package var isMissing: Bool

    /// Describes a problem.
    package init(path: String, reason: String, isMissing: Bool) {
        self.path = path
        self.reason = reason
        self.isMissing = isMissing
    }
}
