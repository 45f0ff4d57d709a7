import DRCore
import DRRepository
import DRWorkloads

/// Entries of snapshots as lines and as JSON.
enum NodeListing {
    /// A line as `ls -l` has it: mode, owner, size in bytes, time of change, path, target of a link.
    static func line(_ path: [UInt8], _ node: Node) -> String {
        var line = mode(node)
        line += "  " + pad(owner(node.user, node.uid), 8) + " " + pad(owner(node.group, node.gid), 8)
        let size = String(node.size)
        line += String(repeating: " ", count: max(13 - size.count, 1)) + size
        line += "  " + LocalTime.text(node.mtime) + "  " + Printable.name(path)
        if node.kind == .symlink { line += " -> " + Printable.name(node.linkTarget) }
        return line
    }

    private static func owner(_ name: String, _ id: UInt32) -> String { name.isEmpty ? "\(id)" : Printable.text(name) }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(width - text.count, 0))
    }

    /// The mode in letters, such as `drwxr-xr-x`.
    static func mode(_ node: Node) -> String {
        let bits = FileMode.permissions(of: node.mode)
        var letters: [Character] = [letter(node.kind)]
        for (place, letter) in "rwxrwxrwx".enumerated() {
            letters.append(bits & (0o400 >> UInt32(place)) != 0 ? letter : "-")
        }
        if bits & 0o4000 != 0 { letters[3] = letters[3] == "x" ? "s" : "S" }
        if bits & 0o2000 != 0 { letters[6] = letters[6] == "x" ? "s" : "S" }
        if bits & 0o1000 != 0 { letters[9] = letters[9] == "x" ? "t" : "T" }
        return String(letters)
    }

    private static func letter(_ kind: Node.Kind) -> Character {
        switch kind {
        case .file: "-"
        case .directory: "d"
        case .symlink: "l"
        case .blockDevice: "b"
        case .characterDevice: "c"
        case .fifo: "p"
        case .socket: "s"
        case .irregular: "?"
        }
    }

    /// Writes the members of an entry; what is not UTF-8 comes in base64 too.
    static func write(_ path: [UInt8], _ node: Node, to json: inout JSONWriter) {
        writePath(path, to: &json)
        json.key("name")
        node.name.withUnsafeBytes { json.string($0) }
        json.key("type")
        json.string("\(node.kind.typeName)")
        if node.kind == .file {
            json.key("size")
            json.number(node.size)
        }
        json.key("permissions")
        json.string(mode(node))
        json.key("mtime")
        json.time(node.mtime)
        json.key("uid")
        json.number(UInt64(node.uid))
        json.key("gid")
        json.number(UInt64(node.gid))
        json.key("user")
        json.string(node.user)
        json.key("group")
        json.string(node.group)
        if node.kind == .symlink {
            json.key("linktarget")
            node.linkTarget.withUnsafeBytes { json.string($0) }
        }
    }

    /// Writes a path, and `path_base64` where it is not UTF-8.
    static func writePath(_ path: [UInt8], to json: inout JSONWriter) {
        json.key("path")
        path.withUnsafeBytes { json.string($0) }
        guard String(validating: path, as: UTF8.self) == nil else { return }
        json.key("path_base64")
        path.withUnsafeBytes { json.base64($0) }
    }
}
