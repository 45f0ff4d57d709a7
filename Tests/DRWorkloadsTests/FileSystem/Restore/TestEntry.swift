import CLinux
import DRCore
import DRRepository

/// An entry of a snapshot that a test makes up.
struct TestEntry: Sendable {
    var node: Node
    /// The content of a file, cut into blobs.
    var blobs: [[UInt8]] = []
    var children: [TestEntry] = []

    /// A file; it is owned by the user who runs the test and has a time of its own.
    static func file(_ name: String, _ blobs: [[UInt8]] = [], _ change: (inout Node) -> Void = { _ in }) -> TestEntry {
        var entry = TestEntry(node: node(name, .file, 0o644), blobs: blobs)
        entry.node.size = UInt64(blobs.reduce(0) { $0 + $1.count })
        change(&entry.node)
        return entry
    }

    static func folder(
        _ name: String,
        _ children: [TestEntry] = [],
        _ change: (inout Node) -> Void = { _ in }
    ) -> TestEntry {
        var entry = TestEntry(node: node(name, .directory, 0o755), children: children)
        change(&entry.node)
        return entry
    }

    static func symlink(_ name: String, _ target: String, _ change: (inout Node) -> Void = { _ in }) -> TestEntry {
        var entry = TestEntry(node: node(name, .symlink, 0o777))
        entry.node.linkTarget = Array(target.utf8)
        change(&entry.node)
        return entry
    }

    static func special(
        _ name: String,
        _ kind: Node.Kind,
        device: UInt64 = 0,
        _ change: (inout Node) -> Void = { _ in }
    ) -> TestEntry {
        var entry = TestEntry(node: node(name, kind, 0o640))
        entry.node.device = device
        change(&entry.node)
        return entry
    }

    private static func node(_ name: String, _ kind: Node.Kind, _ mode: UInt32) -> Node {
        var node = Node()
        node.name = Array(name.utf8)
        node.kind = kind
        node.mode = mode
        node.uid = geteuid()
        node.gid = getegid()
        node.mtime = Timestamp(seconds: 1_500_000_000 + Int64(name.utf8.count), nanoseconds: 123_456_789)
        node.atime = Timestamp(seconds: 1_400_000_000, nanoseconds: 1)
        node.links = 1
        return node
    }
}
