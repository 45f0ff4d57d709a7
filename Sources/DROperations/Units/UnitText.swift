/// Values as unit files of systemd and crontabs take them.
enum UnitText {
    /// A word of a command line or of a list of paths in a unit file: `%` is doubled, and what is not plain is quoted
    /// (systemd.syntax(7)).
    static func word(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": escaped += "%%"
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            case "\t": escaped += "\\t"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped.utf8.allSatisfy(isPlain) ? escaped : "\"" + escaped + "\""
    }

    /// A word of a command in a unit file, where `$` would begin a variable.
    static func argument(_ text: String) -> String {
        word(text.split(separator: "$", omittingEmptySubsequences: false).joined(separator: "$$"))
    }

    /// A word of a command of cron: quoted for the shell, and `%`, which cron takes for the end of a line, is escaped.
    static func cronWord(_ text: String) -> String {
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { Self.isPlain($0) && $0 != UInt8(ascii: "%") }
        guard !isPlain else { return text }
        let quoted = text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
        return "'" + quoted.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "\\%") + "'"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "/-_.,:+@%=".utf8.contains(byte)
        }
    }
}
