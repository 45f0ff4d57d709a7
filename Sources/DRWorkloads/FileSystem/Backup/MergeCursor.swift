import DRRepository

/// Finds the nodes of one listing for the ascending names of another in a single pass.
struct MergeCursor {
    private let nodes: [Node]
    private var next = 0

    /// Takes a listing; one that is not in order, as damaged repositories may hold, is sorted.
    init(_ nodes: [Node]) {
        var isSorted = true
        for index in 1..<max(nodes.count, 1) where !DirectoryListing.precedes(nodes[index - 1].name, nodes[index].name)
        {
            isSorted = false
        }
        self.nodes = isSorted ? nodes : nodes.sorted { DirectoryListing.precedes($0.name, $1.name) }
    }

    /// The node of a name that is not below the one asked for before.
    mutating func find(_ name: [UInt8]) -> Node? {
        while next < nodes.count {
            let order = DirectoryListing.compare(nodes[next].name, name)
            if order == 0 { return nodes[next] }
            if order > 0 { return nil }
            next += 1
        }
        return nil
    }
}
