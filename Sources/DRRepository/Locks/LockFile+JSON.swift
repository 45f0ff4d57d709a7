import DRCore

extension LockFile {
    /// Reads the JSON of a lock; members that are not known are passed over.
    ///
    /// - Throws: `DRError` (integrity) for damaged JSON or a missing time.
    package init(json: UnsafeRawBufferPointer) throws {
        var reader = JSONReader(json)
        var time: Timestamp?
        var isExclusive = false
        var holder = LockHolder()
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "time": time = try reader.timestamp()
            case "exclusive": isExclusive = try reader.bool()
            case "hostname": holder.hostname = try reader.string().string
            case "username": holder.username = try reader.string().string
            case "pid": holder.pid = try reader.integer()
            case "uid": holder.uid = try reader.integer()
            case "gid": holder.gid = try reader.integer()
            case "process": holder.process = try ProcessMark(&reader)
            default: try reader.skipValue()
            }
        }
        try reader.end()
        guard let time else { throw DRError(.integrity, "the lock has no time") }
        self.init(time: time, isExclusive: isExclusive, holder: holder)
    }

    /// Appends the JSON to `buffer`, members in restic's order.
    package func encode(into buffer: ByteBuffer) {
        var writer = JSONWriter(buffer)
        writer.beginObject()
        writer.key("time")
        writer.time(time)
        writer.key("exclusive")
        writer.bool(isExclusive)
        writer.key("hostname")
        writer.string(holder.hostname)
        writer.key("username")
        writer.string(holder.username)
        writer.key("pid")
        writer.number(Int(holder.pid))
        if holder.uid != 0 {
            writer.key("uid")
            writer.number(UInt64(holder.uid))
        }
        if holder.gid != 0 {
            writer.key("gid")
            writer.number(UInt64(holder.gid))
        }
        if let process = holder.process {
            writer.key("process")
            process.encode(into: &writer)
        }
        writer.endObject()
    }
}

extension ProcessMark {
    fileprivate init(_ reader: inout JSONReader) throws {
        var system = ""
        var start: UInt64 = 0
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "system": system = try reader.string().string
            case "start": start = try reader.uint64()
            default: try reader.skipValue()
            }
        }
        self.init(system: system, start: start)
    }

    fileprivate func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("system")
        writer.string(system)
        writer.key("start")
        writer.number(start)
        writer.endObject()
    }
}
