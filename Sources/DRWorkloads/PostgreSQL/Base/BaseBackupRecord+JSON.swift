import DRCore
import DRRepository

extension BaseBackupRecord {
    /// The JSON of the record; numbers of 64 bits and positions are texts, as other readers of JSON would round them.
    package var json: [UInt8] {
        let buffer = ByteBuffer()
        var json = JSONWriter(buffer)
        json.beginObject()
        let texts: [(String, String)] = [
            ("system_identifier", String(systemIdentifier)), ("start_lsn", start.description),
            ("stop_lsn", stop.description), ("start_time", RFC3339.format(startTime)),
            ("stop_time", RFC3339.format(stopTime)), ("copy_time", RFC3339.format(copyTime)),
            ("superuser", superuser),
        ]
        for (name, text) in texts {
            json.key(name)
            json.string(text)
        }
        let numbers: [(String, UInt64)] = [
            ("server_version", UInt64(clamping: serverVersion)), ("catalog_version", UInt64(catalogVersion)),
            ("timeline", UInt64(timeline)), ("segment_size", segmentSize), ("checked_pages", checkedPages),
        ]
        for (name, number) in numbers {
            json.key(name)
            json.number(number)
        }
        json.key("from_standby")
        json.bool(isFromStandby)
        json.key("page_checksums")
        json.bool(hasPageChecksums)
        writeLists(&json)
        json.endObject()
        return buffer.array + [UInt8(ascii: "\n")]
    }

    private func writeLists(_ json: inout JSONWriter) {
        json.key("bad_pages")
        json.beginArray()
        for bad in badPages {
            json.beginObject()
            json.key("file")
            json.string(bad.file)
            json.key("count")
            json.number(bad.count)
            json.key("blocks")
            json.beginArray()
            for block in bad.blocks { json.number(UInt64(block)) }
            json.endArray()
            json.endObject()
        }
        json.endArray()
        json.key("tablespaces")
        json.beginArray()
        for tablespace in tablespaces {
            json.beginObject()
            json.key("oid")
            json.number(UInt64(tablespace.oid))
            json.key("path")
            json.string(tablespace.path)
            json.endObject()
        }
        json.endArray()
        json.key("settings")
        json.beginObject()
        for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
            json.key(name)
            json.string(value)
        }
        json.endObject()
    }

    /// Reads the JSON of a record; members that are not known are passed over.
    ///
    /// - Throws: `DRError` with code `integrity` when it is damaged or lacks what recovery needs.
    package init(json: UnsafeRawBufferPointer) throws {
        self.init()
        var reader = JSONReader(json)
        var given: Set<String> = []
        try reader.beginObject()
        while let key = try reader.nextKey() {
            let name = key.string
            given.insert(name)
            switch name {
            case "system_identifier": systemIdentifier = try Self.number(&reader)
            case "start_lsn": start = try Self.position(&reader)
            case "stop_lsn": stop = try Self.position(&reader)
            case "start_time": startTime = try reader.timestamp()
            case "stop_time": stopTime = try reader.timestamp()
            case "copy_time": copyTime = try reader.timestamp()
            case "server_version": serverVersion = try reader.integer()
            case "catalog_version": catalogVersion = try reader.integer()
            case "superuser": superuser = try reader.string().string
            case "timeline": timeline = try reader.integer()
            case "segment_size": segmentSize = try reader.uint64()
            case "checked_pages": checkedPages = try reader.uint64()
            case "from_standby": isFromStandby = try reader.bool()
            case "page_checksums": hasPageChecksums = try reader.bool()
            case "bad_pages": badPages = try Self.list(&reader, Self.badPages)
            case "tablespaces": tablespaces = try Self.list(&reader, Self.tablespace)
            case "settings": settings = try Self.texts(&reader)
            default: try reader.skipValue()
            }
        }
        try reader.end()
        let needed = ["system_identifier", "start_lsn", "stop_lsn", "start_time", "stop_time", "timeline"]
        guard given.isSuperset(of: needed), timeline > 0, segmentSize.nonzeroBitCount == 1, start <= stop,
            (1 << 20...1 << 30).contains(segmentSize)
        else {
            throw DRError(.integrity, "the record of the base backup is not whole")
        }
    }

    private static func number(_ reader: inout JSONReader) throws -> UInt64 {
        let text = try reader.string().string
        guard let number = UInt64(text) else { throw reader.failure("not a number: \(text)") }
        return number
    }

    private static func position(_ reader: inout JSONReader) throws -> LogSequenceNumber {
        let text = try reader.string().string
        guard let position = LogSequenceNumber(text) else { throw reader.failure("not a position: \(text)") }
        return position
    }

    private static func list<Element>(
        _ reader: inout JSONReader,
        _ element: (inout JSONReader) throws -> Element
    ) throws -> [Element] {
        var elements: [Element] = []
        try reader.beginArray()
        while try reader.nextElement() { elements.append(try element(&reader)) }
        return elements
    }

    private static func texts(_ reader: inout JSONReader) throws -> [String: String] {
        var texts: [String: String] = [:]
        try reader.beginObject()
        while let key = try reader.nextKey() {
            let name = key.string
            texts[name] = try reader.string().string
        }
        return texts
    }

    private static func badPages(_ reader: inout JSONReader) throws -> BadPages {
        var pages = BadPages(file: "", blocks: [], count: 0)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key.string {
            case "file": pages.file = try reader.string().string
            case "count": pages.count = try reader.integer()
            case "blocks": pages.blocks = try list(&reader) { try $0.integer() }
            default: try reader.skipValue()
            }
        }
        return pages
    }

    private static func tablespace(_ reader: inout JSONReader) throws -> Tablespace {
        var tablespace = Tablespace(oid: 0, path: "")
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key.string {
            case "oid": tablespace.oid = try reader.integer()
            case "path": tablespace.path = try reader.string().string
            default: try reader.skipValue()
            }
        }
        return tablespace
    }
}
