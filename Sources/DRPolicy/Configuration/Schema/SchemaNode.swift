/// A piece of JSON with its keys in order.
indirect enum SchemaNode: Sendable {
    case text(String)
    case number(Int)
    case truth(Bool)
    case list([SchemaNode])
    case object([(String, SchemaNode)])

    /// The JSON, indented by two spaces.
    func json(indent: String = "") -> String {
        let inner = indent + "  "
        switch self {
        case .text(let text): return Self.quoted(text)
        case .number(let number): return String(number)
        case .truth(let truth): return String(truth)
        case .list(let items):
            if items.isEmpty { return "[]" }
            return "[\n" + items.map { inner + $0.json(indent: inner) }.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let members):
            if members.isEmpty { return "{}" }
            let lines = members.map { inner + Self.quoted($0) + ": " + $1.json(indent: inner) }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        }
    }

    private static func quoted(_ text: String) -> String {
        // The texts come from the tables of the code: printable, so that only these two need an escape.
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
