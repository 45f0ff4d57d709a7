import CLinux
import DRCore
import DRRepository

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
