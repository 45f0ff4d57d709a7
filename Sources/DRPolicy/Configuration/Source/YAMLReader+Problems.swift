import Yams

extension YAMLReader {
    func position(of node: Node) -> SourcePosition {
        SourcePosition(file: file.name, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }

    mutating func report(_ what: String, line: Int, column: Int, allowed: String? = nil) {
        report(what, SourcePosition(file: file.name, line: line, column: column), allowed: allowed)
    }

    mutating func report(_ what: String, _ place: SourcePosition, allowed: String? = nil) {
        problems.append(ConfigurationProblem(what, at: .file(place), allowed: allowed))
    }

    mutating func reportAlias(_ place: SourcePosition) {
        report(
            "an unquoted * makes an alias, which is not used here",
            place,
            allowed: "text in quotes, such as \"*.tmp\""
        )
    }

    mutating func reportInvalidUTF8() {
        var bytes = file.bytes.makeIterator()
        var parser = Unicode.UTF8.ForwardParser()
        var offset = 0
        while case .valid(let scalar) = parser.parseScalar(from: &bytes) { offset += scalar.count }
        report("not UTF-8", file.position(ofByte: offset), allowed: "text in UTF-8")
    }

    mutating func report(_ error: YamlError) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            reportSyntax(problem, mark, context: context)
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "\"\(Self.unmask($0))\"" }.joined(separator: ", ")
            report(
                "set twice in the same map: \(names)",
                line: context.mark.line,
                column: context.mark.column,
                allowed: "each key once"
            )
        case .reader(let problem, let offset, _, _):
            report(problem, file.position(ofByte: offset ?? 0), allowed: "text without control characters")
        default:
            report("the file cannot be read as YAML", line: 1, column: 1)
        }
    }

    mutating func reportSyntax(_ problem: String, _ mark: Mark, context: YamlError.Context?) {
        let lines = file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let line = lines.indices.contains(mark.line - 1) ? lines[mark.line - 1] : []
        if let tab = line.prefix(while: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") })
            .firstIndex(of: UInt8(ascii: "\t"))
        {
            report(
                "a tab in the indentation",
                line: mark.line,
                column: tab - line.startIndex + 1,
                allowed: "spaces"
            )
        } else if problem == "but found another document" {
            report("a second document", line: mark.line, column: mark.column, allowed: "one document in a file")
        } else {
            let place = context.map { " \($0.text), from line \($0.mark.line), column \($0.mark.column)" } ?? ""
            report("not YAML: \(problem)\(place)", line: mark.line, column: mark.column)
        }
    }
}
