/// Texts within HTML, XML and Markdown.
enum Markup {
    /// The text with everything that HTML or XML would take for its own written otherwise; controls are left out.
    static func escape(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\n", "\t": escaped += " "
            default:
                switch scalar.properties.generalCategory {
                case .control, .surrogate, .unassigned: escaped += "\u{FFFD}"
                default: escaped.unicodeScalars.append(scalar)
                }
            }
        }
        return escaped
    }

    /// The text as a cell of a table in Markdown.
    static func cell(_ text: String) -> String {
        let special = "\\`*_{}[]<>|"
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            if scalar == "\n" || scalar == "\r" || scalar == "\t" {
                result += " "
            } else {
                if special.unicodeScalars.contains(scalar) { result += "\\" }
                result.unicodeScalars.append(scalar)
            }
        }
    }
}
