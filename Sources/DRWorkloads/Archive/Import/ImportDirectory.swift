import DRRepository

/// A directory of an import.
final class ImportDirectory {
    enum Child {
        case directory(ImportDirectory)
        case file(ImportFile)
    }

    /// All but the name and the tree.
    var node: Node
    var children: [[UInt8]: Child] = [:]

    init(_ node: Node) {
        self.node = node
    }
}
