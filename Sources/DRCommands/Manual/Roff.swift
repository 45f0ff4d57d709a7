/// Text in the language of manual pages (groff_man(7)).
enum Roff {
    /// The text with all that has a meaning there taken as it is.
    static func escape(_ text: String) -> String {
        text.reduce(into: "") { result, letter in
            switch letter {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "'": result += "\\(aq"
            case "\"": result += "\\(dq"
            case "`": result += "\\(ga"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            default: result.append(letter)
            }
        }
    }

    /// A paragraph; its line breaks stay.
    static func text(_ text: String) -> String {
        text.split(separator: "\n").map { line in
            let escaped = escape(String(line))
            return escaped.hasPrefix(".") ? "\\&" + escaped : escaped
        }.joined(separator: "\n.br\n")
    }

    /// A list of terms, each with its explanation.
    static func terms(_ terms: [(String, String)]) -> String {
        terms.map { ".TP\n\\fB" + escape($0) + "\\fR\n" + text($1) }.joined(separator: "\n")
    }

    /// Lines of a terminal, as they are.
    static func example(_ text: String, _ lines: String) -> String {
        let body = lines.split(separator: "\n").map { self.text(String($0)) }.joined(separator: "\n")
        return self.text(text) + "\n.PP\n.RS 4\n.nf\n" + body + "\n.fi\n.RE\n.PP"
    }
}
