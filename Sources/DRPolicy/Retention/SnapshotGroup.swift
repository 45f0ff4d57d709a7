/// What the snapshots of a group have in common.
package struct SnapshotGroup: Hashable, Sendable, CustomStringConvertible {
    /// The host, or nil when the grouping does not look at it.
    package var hostname: String?
    /// The paths, sorted by their bytes, or nil when the grouping does not look at them.
    package var paths: [String]?
    /// The tags, sorted by their bytes, or nil when the grouping does not look at them.
    package var tags: [String]?

    /// The group for a message, such as `host example, path [/srv]`; empty when there is nothing in common.
    package var description: String {
        var parts: [String] = []
        if let hostname, !hostname.isEmpty { parts.append("host " + hostname) }
        if let paths, !paths.isEmpty { parts.append("path [" + paths.joined(separator: " ") + "]") }
        if let tags, !tags.isEmpty { parts.append("tags [" + tags.joined(separator: " ") + "]") }
        return parts.joined(separator: ", ")
    }

    // Strings of Swift are equal when they look the same; names in a repository only when their bytes are. The ends
    // of a text and of a list are marked so that sorting by this key sorts by host, paths and tags.
    var key: [UInt8] {
        var key: [UInt8] = []
        for list in [hostname.map { [$0] }, paths, tags] {
            for text in list ?? [] {
                for byte in text.utf8 {
                    key.append(byte)
                    if byte == 0 { key.append(2) }
                }
                key += [0, 1]
            }
            key += [0, 0]
        }
        return key
    }
}
