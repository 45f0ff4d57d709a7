import CLinux
import DRCore
import DRStorage

/// Writes a tree blob: the entries of one directory, ascending by name (restic repository format, "Trees and Data").
///
/// The bytes equal those of restic for the same entries, so both tools give a directory the same id.
package struct TreeEncoder {
    /// Room for all keys and numbers of a node, without its strings and lists.
    private static let fixedRoom = 1024

    private let buffer: ByteBuffer
    private var lastName: [UInt8] = []

    /// Starts a tree at the end of `buffer`.
    package init(_ buffer: ByteBuffer) {
        self.buffer = buffer
        buffer.append("{\"nodes\":[")
    }

    /// Adds an entry.
    ///
    /// Throws `DRError(.failed)` when the name is not one of a directory entry, or not above the name before it.
    package mutating func append(_ node: Node) throws {
        guard node.name.withUnsafeBytes(NodeName.isValid) else {
            throw DRError(
                .failed,
                "a directory entry has a name that cannot be stored",
                object: Self.display(node.name)
            )
        }
        let isFirst = lastName.isEmpty
        guard isFirst || Self.isAscending(lastName, node.name) else {
            throw DRError(
                .failed,
                "directory entries are stored twice or out of order",
                object: Self.display(node.name)
            )
        }
        lastName = node.name
        buffer.reserve(Self.fixedRoom + Self.variableRoom(node))
        var cursor = JSONCursor(endOf: buffer)
        if !isFirst { cursor.byte(UInt8(ascii: ",")) }
        Self.write(node, to: &cursor)
        cursor.commit(to: buffer)
    }

    /// Ends the tree; its id is the SHA-256 of all that was written since `init`.
    package consuming func finish() {
        buffer.append("]}\n")
    }

    private static func isAscending(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        let order = memcmp(left, right, min(left.count, right.count))
        return order < 0 || order == 0 && left.count < right.count
    }

    private static func display(_ name: [UInt8]) -> String {
        String(decoding: name, as: UTF8.self)
    }

    private static func variableRoom(_ node: Node) -> Int {
        var text = node.name.count + node.user.utf8.count + node.group.utf8.count + 2 * node.linkTarget.count
        if let error = node.error { text += error.utf8.count }
        for attribute in node.extendedAttributes { text += attribute.name.count + attribute.value.count + 8 }
        return text * JSONCursor.escapeFactor + node.genericAttributes.count + 67 * (node.content?.count ?? 0)
    }

    private static func write(_ node: Node, to cursor: inout JSONCursor) {
        cursor.literal("{\"name\":")
        node.name.withUnsafeBytes { NodeName.write($0, to: &cursor) }
        cursor.literal(",\"type\":\"")
        cursor.literal(node.kind.typeName)
        cursor.byte(UInt8(ascii: "\""))
        number(",\"mode\":", UInt64(node.mode), &cursor)
        writeTimes(node, to: &cursor)
        cursor.literal(",\"uid\":")
        cursor.decimal(UInt64(node.uid))
        cursor.literal(",\"gid\":")
        cursor.decimal(UInt64(node.gid))
        text(",\"user\":", node.user, &cursor)
        text(",\"group\":", node.group, &cursor)
        number(",\"inode\":", node.inode, &cursor)
        number(",\"device_id\":", node.deviceID, &cursor)
        number(",\"size\":", node.size, &cursor)
        number(",\"links\":", node.links, &cursor)
        if !node.linkTarget.isEmpty { writeLinkTarget(node.linkTarget, to: &cursor) }
        if !node.extendedAttributes.isEmpty { writeAttributes(node.extendedAttributes, to: &cursor) }
        if !node.genericAttributes.isEmpty {
            cursor.literal(",\"generic_attributes\":")
            node.genericAttributes.withUnsafeBytes { cursor.raw($0) }
        }
        number(",\"device\":", node.device, &cursor)
        writeContent(node, to: &cursor)
        if let subtree = node.subtree {
            cursor.literal(",\"subtree\":")
            cursor.id(subtree)
        }
        if let error = node.error { text(",\"error\":", error, &cursor) }
        cursor.byte(UInt8(ascii: "}"))
    }

    private static func writeTimes(_ node: Node, to cursor: inout JSONCursor) {
        cursor.literal(",\"mtime\":")
        let start = cursor.next
        cursor.time(node.mtime)
        // Most often two or three of the times are the same one.
        let modified = UnsafeRawBufferPointer(start: start, count: cursor.next - start)
        cursor.literal(",\"atime\":")
        if node.atime == node.mtime { cursor.raw(modified) } else { cursor.time(node.atime) }
        cursor.literal(",\"ctime\":")
        if node.ctime == node.mtime { cursor.raw(modified) } else { cursor.time(node.ctime) }
    }

    private static func writeLinkTarget(_ target: [UInt8], to cursor: inout JSONCursor) {
        target.withUnsafeBytes { bytes in
            cursor.literal(",\"linktarget\":")
            cursor.string(bytes)
            guard !UTF8Scalar.isValid(bytes) else { return }
            cursor.literal(",\"linktarget_raw\":")
            cursor.base64(bytes)
        }
    }

    private static func writeAttributes(_ attributes: [ExtendedAttribute], to cursor: inout JSONCursor) {
        cursor.literal(",\"extended_attributes\":[")
        var isFirst = true
        for attribute in attributes {
            cursor.literal(isFirst ? "{\"name\":" : ",{\"name\":")
            isFirst = false
            attribute.name.withUnsafeBytes { cursor.string($0) }
            cursor.literal(",\"value\":")
            attribute.value.withUnsafeBytes { cursor.base64($0) }
            cursor.byte(UInt8(ascii: "}"))
        }
        cursor.byte(UInt8(ascii: "]"))
    }

    /// `null` for what has no content; a file always has a list, as restic calls a file without one damaged.
    private static func writeContent(_ node: Node, to cursor: inout JSONCursor) {
        cursor.literal(",\"content\":")
        guard node.content != nil || node.kind == .file else {
            cursor.literal("null")
            return
        }
        cursor.byte(UInt8(ascii: "["))
        var isFirst = true
        for id in node.content ?? [] {
            if !isFirst { cursor.byte(UInt8(ascii: ",")) }
            isFirst = false
            cursor.id(id)
        }
        cursor.byte(UInt8(ascii: "]"))
    }

    @inline(__always)
    private static func number(_ key: StaticString, _ value: UInt64, _ cursor: inout JSONCursor) {
        guard value != 0 else { return }
        cursor.literal(key)
        cursor.decimal(value)
    }

    @inline(__always)
    private static func text(_ key: StaticString, _ value: String, _ cursor: inout JSONCursor) {
        guard !value.isEmpty else { return }
        cursor.literal(key)
        var value = value
        value.withUTF8 { cursor.string(UnsafeRawBufferPointer($0)) }
    }
}
