import DRRepository
import DRStorage

/// What is exported: a whole snapshot, or one entry of it with all below.
package enum ExportRoot: Sendable {
    /// The entries of a root tree.
    case tree(ObjectID)
    /// An entry, which gets its own name in the archive.
    case entry(Node)
}
