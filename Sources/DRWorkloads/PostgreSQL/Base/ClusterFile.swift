import DRCore
import DRRepository
import DRStorage

/// A file that a base backup takes in.
struct ClusterFile: Sendable {
    /// Its path below the base backup, such as `data/base/5/1259`.
    var path: String
    /// Where it lies.
    var source: [UInt8]
    /// What the kernel said of it when it was listed; the size is the most that is read.
    var node: Node
    /// What its name says, in a directory of relations.
    var relation: RelationFile?
    /// Its content: taken over from the parent, or stored now.
    var content: [ObjectID] = []
    /// What the parent has under its path.
    var previous: [ObjectID]?
    /// Whether the content of the parent is taken over unread.
    var isReused = false
    /// Whether it was gone when it was to be read: the log says what became of it.
    var isVanished = false
}
