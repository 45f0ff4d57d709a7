import DRCore

/// Reads tree blobs, as restic, rustic and `dr` write them.
///
/// Tolerant where programs differ: members may be missing, `null` or unknown, and entries may be in any order or twice.
/// Strict where a restore could be led astray: names. Throws `DRError(.integrity)`, naming the byte.
package enum TreeDecoder {
    /// All entries in the order of the blob.
    package static func decode(_ bytes: UnsafeRawBufferPointer) throws -> [Node] {
        var nodes: [Node] = []
        // A node of restic takes 300 bytes or more.
        nodes.reserveCapacity(bytes.count / 300)
        try forEach(in: bytes) { nodes.append($0) }
        return nodes
    }

    /// Calls `body` with each entry in the order of the blob, holding one at a time.
    package static func forEach(in bytes: UnsafeRawBufferPointer, _ body: (consuming Node) throws -> Void) throws {
        var reader = JSONReader(bytes)
        var isRead = false
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "nodes":
                if isRead { throw reader.failure("a second list of nodes") }
                isRead = true
                if try reader.skipNull() { continue }
                try reader.beginArray()
                while try reader.nextElement() { try body(Node(from: &reader)) }
            default: try reader.skipValue()
            }
        }
        try reader.end()
    }
}
