/// Texts as YAML writes them.
package enum YAMLText {
    /// A text as it is written into a configuration, where a dollar sign would name a variable.
    package static func value(_ text: String) -> String { quoted(text.replacing("$", with: "$$")) }

    /// The text in quotes where YAML needs them on one line.
    package static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
                true
            default: "_-./ %@+=:".utf8.contains(byte)
            }
        }
        let edges = " -%@=:".utf8
        // These would be no value at all.
        let isNull = ["~", "null", "Null", "NULL"].contains(text)
        // A colon before a blank or at the end would make a key.
        let isKey = text.contains(": ") || text.hasSuffix(":")
        if isPlain, !isNull, !isKey, let first = text.utf8.first, let last = text.utf8.last, !edges.contains(first),
            last != 0x20
        {
            return text
        }
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": escaped += "\\\""
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\t": escaped += "\\t"
            default:
                if scalar.value < 0x20 || scalar.value == 0x7F {
                    let hex = String(scalar.value, radix: 16)
                    escaped += "\\x" + (hex.count < 2 ? "0" : "") + hex
                } else {
                    escaped.unicodeScalars.append(scalar)
                }
            }
        }
        return "\"" + escaped + "\""
    }
}
