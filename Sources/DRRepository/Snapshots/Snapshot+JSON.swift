import DRCore
import DRStorage

extension Snapshot {
    /// The members that have a field, in the order in which restic writes them.
    private enum Member: String {
        case time, parent, tree, paths, hostname, username, uid, gid, excludes, tags, original
        case programVersion = "program_version"
        case summary
    }

    /// Reads the JSON of a snapshot file named `id`; members that are not known are kept as they are.
    ///
    /// Throws `DRError(.integrity)` when it is not a snapshot.
    package init(json: UnsafeRawBufferPointer, id: ObjectID?) throws {
        self.init(tree: try Self.tree(in: json))
        self.id = id
        var reader = JSONReader(json)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            let name = key.string
            guard let member = Member(rawValue: name) else {
                unknownMembers.append(UnknownMember(name: name, json: [UInt8](try reader.rawValue())))
                continue
            }
            if try reader.skipNull() { continue }
            switch member {
            case .time: (time, utcOffset) = try reader.timestampWithOffset()
            case .parent: parent = try reader.objectID()
            case .tree: tree = try reader.objectID()
            case .paths: paths = try reader.strings()
            case .hostname: hostname = try reader.string().string
            case .username: username = try reader.string().string
            case .uid: uid = try reader.integer()
            case .gid: gid = try reader.integer()
            case .excludes: excludes = try reader.strings()
            case .tags: tags = try reader.strings()
            case .original: original = try reader.objectID()
            case .programVersion: programVersion = try reader.string().string
            case .summary: summary = try SnapshotSummary(from: &reader)
            }
        }
    }

    /// The one member that a snapshot must have; reads the whole text, so that it is known to be well-formed.
    private static func tree(in json: UnsafeRawBufferPointer) throws -> ObjectID {
        var reader = JSONReader(json)
        var tree: ObjectID?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "tree": tree = try reader.objectID()
            default: try reader.skipValue()
            }
        }
        try reader.end()
        guard let tree else { throw reader.failure("a snapshot without a tree") }
        return tree
    }

    /// Appends the JSON of a snapshot file, without a newline; the SHA-256 of what is stored of it is its name.
    package func appendJSON(to buffer: ByteBuffer) {
        var writer = JSONWriter(buffer)
        writer.beginObject()
        writer.key("time")
        writer.time(time, utcOffset: utcOffset)
        write("parent", parent, &writer)
        write("tree", tree, &writer)
        writer.key("paths")
        writer.strings(paths)
        write("hostname", hostname, &writer)
        write("username", username, &writer)
        write("uid", uid, &writer)
        write("gid", gid, &writer)
        write("excludes", excludes, &writer)
        write("tags", tags, &writer)
        write("original", original, &writer)
        write("program_version", programVersion, &writer)
        if let summary {
            writer.key("summary")
            summary.write(to: &writer)
        }
        for member in unknownMembers {
            writer.key(member.name)
            member.json.withUnsafeBytes { writer.raw($0) }
        }
        writer.endObject()
    }

    private func write(_ key: StaticString, _ id: ObjectID?, _ writer: inout JSONWriter) {
        guard let id else { return }
        writer.key(key)
        writer.id(id)
    }

    private func write(_ key: StaticString, _ text: String, _ writer: inout JSONWriter) {
        guard !text.isEmpty else { return }
        writer.key(key)
        writer.string(text)
    }

    private func write(_ key: StaticString, _ number: UInt32, _ writer: inout JSONWriter) {
        guard number != 0 else { return }
        writer.key(key)
        writer.number(UInt64(number))
    }

    private func write(_ key: StaticString, _ list: [String], _ writer: inout JSONWriter) {
        guard !list.isEmpty else { return }
        writer.key(key)
        writer.strings(list)
    }
}
