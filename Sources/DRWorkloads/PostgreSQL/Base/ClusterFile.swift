import CLinux
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

/// A directory that a base backup takes in.
final class ClusterDirectory {
    /// Its own entry; the name is that in the snapshot.
    var node: Node
    /// Symbolic links in it.
    var links: [Node] = []
    /// Directories in it.
    var directories: [ClusterDirectory] = []
    /// The files in it, as numbers in the list of all files.
    var files: [Int] = []

    init(_ node: Node) { self.node = node }

    /// A directory that only leads to others.
    convenience init(named name: String, like other: Node) {
        var node = Node()
        node.name = Array(name.utf8)
        node.kind = .directory
        node.mode = FileMode.treeMode(of: mode_t(S_IFDIR) | 0o700)
        (node.mtime, node.atime, node.ctime) = (other.mtime, other.mtime, other.mtime)
        (node.uid, node.gid, node.user, node.group) = (other.uid, other.gid, other.user, other.group)
        self.init(node)
    }
}
