import DRCore
import DRRepository
import DRStorage

/// What of a snapshot becomes the top of the target.
enum RestoreRoot {
    /// The entries of a directory.
    case tree(ObjectID)
    /// One entry that is not a directory.
    case entry(Node)

    /// Follows `path` from the root of a snapshot.
    ///
    /// - Throws: `DRError` (usage) naming the first part that is not there.
    static func find(_ path: String, in tree: ObjectID, _ read: (ObjectID) throws -> [Node]) throws -> RestoreRoot {
        var place = tree
        var walked = ""
        let parts = path.utf8.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }
        for (number, part) in parts.enumerated() {
            walked += "/" + String(decoding: part, as: UTF8.self)
            guard let node = try read(place).first(where: { $0.name.elementsEqual(part) }) else {
                throw DRError(.usage, "the snapshot has no such path", object: walked, hint: "see 'dr ls'")
            }
            if let subtree = node.subtree, node.kind == .directory {
                place = subtree
            } else if number == parts.count - 1, node.kind != .directory {
                return .entry(node)
            } else {
                throw DRError(
                    .usage,
                    "this path of the snapshot is not a directory",
                    object: walked,
                    hint: "see 'dr ls'"
                )
            }
        }
        return .tree(place)
    }
}
