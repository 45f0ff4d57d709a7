/// Values as YAML on one line, without secrets.
enum ValueText {
    /// The value as it could be written; of the command that gives a secret only the program is shown.
    static func flow(_ value: ConfigurationValue, _ shape: ValueShape?) -> String {
        switch value.content {
        case .null: return "null"
        case .scalar(let scalar): return quoted(Redaction.clean(scalar.text))
        case .list(let items):
            var element: ValueShape?
            if case .list(let shape, _) = shape { element = shape }
            // A variable in a command is often a token.
            let isCommand = if case .text(CommandWord.what, _) = element { true } else { false }
            let texts = items.map { item in
                if isCommand, let scalar = item.scalar {
                    quoted(Redaction.clean(scalar.written))
                } else {
                    flow(item, element)
                }
            }
            return "[" + texts.joined(separator: ", ") + "]"
        case .map(let entries):
            let isSecret = if case .secret = shape { true } else { false }
            let parts = entries.map { entry in
                if isSecret, case .list(let words) = entry.value.content, words.count > 1 {
                    return "\(entry.key): [\(flow(words[0], nil)), \(quoted(Redaction.mark))]"
                }
                return "\(entry.key): \(flow(entry.value, shape?[entry.key]))"
            }
            return "{" + parts.joined(separator: ", ") + "}"
        }
    }

    /// The text in quotes where YAML needs them on one line.
    static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
                true
            default: "_-./ %@+=".utf8.contains(byte)
            }
        }
        let edges = " -%@=".utf8
        if isPlain, let first = text.utf8.first, let last = text.utf8.last, !edges.contains(first), last != 0x20 {
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
