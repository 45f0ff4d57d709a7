import DRRepository

/// How a base backup lies in its snapshot: `/dr-base/<cluster>/data` and `/dr-base/<cluster>/tablespaces/<number>`.
///
/// The listing of a directory holds the ids of all pieces of its files, so one changed page would store the listing of a
/// whole database anew. A file of many pieces lies in a directory of its own therefore: `5/16385` in `5/16385.seg/16385`.
enum BaseTreeLayout {
    /// What the name of such a directory ends in.
    static let suffix = ".seg"
    /// A file with so many pieces has a directory of its own.
    static let pieces = 64

    /// Whether a file has a directory of its own.
    static func wraps(_ node: Node) -> Bool {
        node.kind == .file && (node.content?.count ?? 0) >= pieces
            && RelationFile(String(decoding: node.name, as: UTF8.self)) != nil
    }

    /// The name of the directory around a file.
    static func wrapper(_ name: [UInt8]) -> [UInt8] { name + Array(suffix.utf8) }

    /// The name of the file in such a directory; nil for the name of another directory.
    static func unwrapped(_ directory: [UInt8]) -> [UInt8]? {
        guard directory.count > suffix.utf8.count, directory.suffix(suffix.utf8.count).elementsEqual(suffix.utf8),
            RelationFile(String(decoding: directory.dropLast(suffix.utf8.count), as: UTF8.self)) != nil
        else { return nil }
        return Array(directory.dropLast(suffix.utf8.count))
    }

    /// Whether a directory is one around a file of this name.
    static func isWrapper(_ directory: [UInt8], of name: [UInt8]) -> Bool { directory == wrapper(name) }
}
