/// The name of an archive entry as a place in a tree.
enum ArchivePath: Equatable {
    /// Below the root: the names of the directories and of the entry.
    case place([[UInt8]])
    /// The root itself.
    case root
    /// Not a name that an import takes, and why.
    case refused(String)

    /// More directories within each other than any file system offers a use for.
    private static let depthLimit = 2048

    /// Reads a name: relative, without `.` and empty parts; with `..` it is refused, as it leads out of the tree.
    init(_ name: [UInt8]) {
        var parts: [[UInt8]] = []
        for part in name.split(separator: UInt8(ascii: "/")) {
            if part.elementsEqual([UInt8(ascii: ".")]) { continue }
            if part.elementsEqual([UInt8(ascii: "."), UInt8(ascii: ".")]) {
                self = .refused("the name contains '..', which leads out of the archive")
                return
            }
            parts.append(Array(part))
        }
        guard parts.count <= Self.depthLimit else {
            self = .refused("the name has more than \(Self.depthLimit) directories")
            return
        }
        self = parts.isEmpty ? .root : .place(parts)
    }
}
