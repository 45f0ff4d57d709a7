import DRCore
import DRStorage

extension Node {
    /// Reads one entry of a tree.
    init(from reader: inout JSONReader) throws {
        self.init()
        kind = .irregular
        var rawTarget: [UInt8]?
        var modified: UnsafeRawBufferPointer?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if try reader.skipNull() { continue }
            switch key {
            case "name":
                let text = try reader.string()
                guard let read = NodeName.read(text) else { throw reader.failure("a name that is wrongly quoted") }
                name = read
            case "type": kind = Kind(typeName: try reader.string())
            case "mode": mode = try reader.integer()
            case "mtime": modified = try reader.time(into: &mtime)
            case "atime": try reader.time(into: &atime, unless: modified, mtime)
            case "ctime": try reader.time(into: &ctime, unless: modified, mtime)
            case "uid": uid = try reader.integer()
            case "gid": gid = try reader.integer()
            case "user": user = try reader.string().string
            case "group": group = try reader.string().string
            case "inode": inode = try reader.uint64()
            case "device_id": deviceID = try reader.uint64()
            case "size": size = try reader.uint64()
            case "links": links = try reader.uint64()
            case "content": content = try Self.ids(from: &reader)
            case "subtree": subtree = try reader.objectID()
            case "linktarget": linkTarget = try reader.string().bytes
            case "linktarget_raw": rawTarget = try reader.base64()
            case "extended_attributes": extendedAttributes = try Self.attributes(from: &reader)
            case "generic_attributes": genericAttributes = [UInt8](try reader.rawValue())
            case "device": device = try reader.uint64()
            case "error": error = try reader.string().string
            default: try reader.skipValue()
            }
        }
        if let rawTarget { linkTarget = rawTarget }
        guard name.withUnsafeBytes(NodeName.isValid) else {
            throw reader.failure("an entry whose name is missing or not a name of one entry")
        }
    }

    private static func ids(from reader: inout JSONReader) throws -> [ObjectID] {
        var ids: [ObjectID] = []
        try reader.beginArray()
        while try reader.nextElement() { ids.append(try reader.objectID()) }
        return ids
    }

    private static func attributes(from reader: inout JSONReader) throws -> [ExtendedAttribute] {
        var attributes: [ExtendedAttribute] = []
        try reader.beginArray()
        while try reader.nextElement() {
            var attribute = ExtendedAttribute(name: [], value: [])
            try reader.beginObject()
            while let key = try reader.nextKey() {
                if try reader.skipNull() { continue }
                switch key {
                case "name": attribute.name = try reader.string().bytes
                case "value": attribute.value = try reader.base64()
                default: try reader.skipValue()
                }
            }
            attributes.append(attribute)
        }
        return attributes
    }
}

extension JSONReader {
    /// Reads a time and returns its text.
    fileprivate mutating func time(into instant: inout Timestamp) throws -> UnsafeRawBufferPointer {
        let text = try string().raw
        guard let parsed = RFC3339.parse(text) else { throw failure("not an RFC 3339 time") }
        instant = parsed
        return text
    }

    /// Reads a time; the same text as `known` is not parsed again.
    fileprivate mutating func time(
        into instant: inout Timestamp,
        unless known: UnsafeRawBufferPointer?,
        _ value: Timestamp
    ) throws {
        let text = try string().raw
        if let known, text.elementsEqual(known) {
            instant = value
            return
        }
        guard let parsed = RFC3339.parse(text) else { throw failure("not an RFC 3339 time") }
        instant = parsed
    }
}
