import DRRepository

/// A file of an import, with one or more names; everything that is not a directory.
final class ImportFile {
    /// All but the name and the content.
    var node: Node
    /// The numbers of its chunks.
    var content: Range<Int>
    /// Its names in the tree.
    var names = 0
    /// The lowest of its paths, from which its inode number is made when it has several, whatever their order.
    private(set) var lowestPath: [UInt8] = []

    init(_ node: Node, content: Range<Int>) {
        self.node = node
        self.content = content
    }

    /// Counts a name.
    func addName(_ place: [[UInt8]]) {
        names += 1
        let path = Array(place.joined(separator: [UInt8(ascii: "/")]))
        if lowestPath.isEmpty || path.lexicographicallyPrecedes(lowestPath) { lowestPath = path }
    }
}
