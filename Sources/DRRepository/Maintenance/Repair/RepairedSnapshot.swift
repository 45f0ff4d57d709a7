import DRStorage

/// What became of a snapshot that lost something.
package struct RepairedSnapshot: Sendable {
    /// The snapshot that lost something.
    package var id: ObjectID
    /// The one that took its place; nil when nothing of it is left, and in a dry run.
    package var successor: ObjectID?
    /// Files that are shorter now and directories, with a slash at the end, that are empty now; raw bytes, the first ones only.
    package var losses: [[UInt8]]
    /// All of them.
    package var lossCount: Int
    /// Whether its root directory cannot be read, so that nothing is left.
    package var isLost = false
    /// Whether it was removed.
    package var isForgotten = false
}
