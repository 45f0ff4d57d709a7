import CLinux

/// Breaks lines between words where a terminal is too narrow for them.
enum LineWrap {
    /// The columns of the terminal that standard output goes to; nil when a program reads it.
    static let terminalWidth: Int? = {
        let width = Int(clinux_terminal_width(STDOUT_FILENO))
        return width > 0 ? width : nil
    }()

    /// So narrow no text is made.
    private static let narrowest = 16

    /// The lines of a text; those after the first begin with `indent` spaces.
    static func lines(_ text: String, width: Int? = terminalWidth, indent: Int = 0) -> [String] {
        guard let width, text.unicodeScalars.count > width, width - indent >= narrowest else { return [text] }
        let lead = String(text.prefix { $0 == " " })
        var lines: [String] = []
        var line = ""
        for word in text.dropFirst(lead.count).split(separator: " ", omittingEmptySubsequences: false) {
            let limit = width - (lines.isEmpty ? lead.count : indent)
            let joined = line.isEmpty ? String(word) : line + " " + word
            if !line.isEmpty, joined.unicodeScalars.count > limit {
                lines.append(line)
                line = String(word)
            } else {
                line = joined
            }
        }
        lines.append(line)
        let margin = String(repeating: " ", count: indent)
        return lines.enumerated().map { ($0.offset == 0 ? lead : margin) + $0.element }
    }
}
