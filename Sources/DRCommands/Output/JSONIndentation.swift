import DRCore

/// Lays out compact JSON for people, two blanks a level.
enum JSONIndentation {
    /// The text with each member and element on a line of its own.
    static func text(_ json: UnsafeRawBufferPointer) -> String {
        let out = ByteBuffer(capacity: json.count * 2)
        var depth = 0
        var inString = false
        var escaped = false
        func newline() {
            out.append(UInt8(ascii: "\n"))
            for _ in 0..<depth { out.append("  ") }
        }
        for (index, byte) in json.enumerated() {
            if inString {
                out.append(byte)
                if escaped {
                    escaped = false
                } else if byte == UInt8(ascii: "\\") {
                    escaped = true
                } else {
                    inString = byte != UInt8(ascii: "\"")
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""):
                inString = true
                out.append(byte)
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                out.append(byte)
                let next = index + 1 < json.count ? json[index + 1] : 0
                if next == UInt8(ascii: "}") || next == UInt8(ascii: "]") { continue }
                depth += 1
                newline()
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                let before = index > 0 ? json[index - 1] : 0
                if before != UInt8(ascii: "{"), before != UInt8(ascii: "[") {
                    depth = max(depth - 1, 0)
                    newline()
                }
                out.append(byte)
            case UInt8(ascii: ","):
                out.append(byte)
                newline()
            case UInt8(ascii: ":"): out.append(": ")
            case 0x09, 0x0a, 0x0d, 0x20: continue
            default: out.append(byte)
            }
        }
        return String(decoding: out.bytes, as: UTF8.self)
    }
}
