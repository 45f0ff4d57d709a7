import DRCore

extension TimeZoneRules {
    /// Reads a TZif file of version 1 to 4 (RFC 8536).
    ///
    /// Throws `configurationInvalid` when the bytes are no such file, or when its times count leap seconds (`right/`
    /// zones), which no clock here does.
    package init(name: String, tzif bytes: UnsafeRawBufferPointer) throws {
        func failure(_ message: String) -> DRError {
            DRError(
                .configurationInvalid,
                message,
                object: name,
                hint: "install the package tzdata again, or choose another zone"
            )
        }
        guard let first = TZifHeader(bytes, at: 0) else { throw failure("not a file of time zone data") }
        var header = first
        var wide = false
        if first.version != 0 {
            guard let second = TZifHeader(bytes, at: first.dataStart + first.dataCount(timeBytes: 4)) else {
                throw failure("the time zone data is cut off")
            }
            header = second
            wide = true
        }
        let timeBytes = wide ? 8 : 4
        let end = header.dataStart + header.dataCount(timeBytes: timeBytes)
        guard end <= bytes.count, header.typeCount > 0 else { throw failure("the time zone data is cut off") }
        guard header.leapCount == 0 else { throw failure("the times of the zone count leap seconds") }

        let indices = header.dataStart + header.timeCount * timeBytes
        let types = indices + header.timeCount
        func offset(ofType type: Int) throws -> Int32 {
            guard type < header.typeCount else { throw failure("the time zone data is damaged") }
            let offset = Int32(truncatingIfNeeded: bytes.bigEndian(at: types + type * 6, count: 4))
            guard abs(Int64(offset)) < 26 * 3600 else { throw failure("the time zone data is damaged") }
            return offset
        }
        var changes: [Int64] = []
        var offsets = [try offset(ofType: 0)]
        var previous = Int64.min
        for place in 0..<header.timeCount {
            let time = bytes.bigEndian(at: header.dataStart + place * timeBytes, count: timeBytes)
            guard place == 0 || time > previous else { throw failure("the time zone data is damaged") }
            previous = time
            let offset = try offset(ofType: Int(bytes[indices + place]))
            // A change of the name alone is none, except that the footer counts from the last.
            guard offset != offsets.last || (wide && place == header.timeCount - 1) else { continue }
            changes.append(time)
            offsets.append(offset)
        }
        var rule: DaylightRule?
        if wide {
            let footer = bytes[end...]
            guard footer.count >= 2, footer.first == 10, let close = footer.dropFirst().firstIndex(of: 10) else {
                throw failure("the time zone data is cut off")
            }
            let text = String(decoding: footer[(end + 1)..<close], as: UTF8.self)
            rule = DaylightRule(parsing: text)
            guard rule != nil || text.isEmpty else { throw failure("the time zone data is damaged") }
        }
        self.init(name: name, changes: changes, offsets: offsets, rule: rule)
    }
}

extension UnsafeRawBufferPointer {
    /// A signed number of 4 or 8 bytes; the caller has checked the bounds.
    fileprivate func bigEndian(at start: Int, count: Int) -> Int64 {
        var value: UInt64 = 0
        for place in start..<start + count { value = value << 8 | UInt64(self[place]) }
        return Int64(bitPattern: count == 4 ? UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: value))) : value)
    }
}
