import DRRepository
import DRStorage

/// What is exported: a whole snapshot, or one entry of it with all below.
package enum ExportRoot: Sendable {
    /// All of a snapshot, but for the records of a plan that it carries.
    case snapshot(Snapshot)
    /// The entries of a root tree.
    case tree(ObjectID)
    /// An entry, which gets its own name in the archive.
    case entry(Node)
}
