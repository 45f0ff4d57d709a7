import DRCore

/// Reads the text form of Prometheus, and takes nothing that the form forbids (exposition format 0.0.4).
struct MetricsText {
    /// Values by name and labels, such as `dr_job_running{plan="files"}`.
    private(set) var values: [String: String] = [:]

    init(_ text: String) throws {
        guard text.isEmpty || text.hasSuffix("\n") else { throw Self.failure("no line break at the end", "") }
        var typed: Set<Substring> = []
        var current: Substring?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix("#") {
                let words = line.split(separator: " ", maxSplits: 3)
                guard words.count == 4, words[1] == "HELP" || words[1] == "TYPE" else {
                    throw Self.failure("comment", line)
                }
                if words[1] == "TYPE" {
                    guard ["gauge", "counter"].contains(words[3]) else { throw Self.failure("type", line) }
                    guard typed.insert(words[2]).inserted else { throw Self.failure("a family twice", line) }
                    current = words[2]
                }
                continue
            }
            let name = line.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            guard let first = name.first, !first.isNumber, name == current else { throw Self.failure("name", line) }
            guard let space = line.lastIndex(of: " ") else { throw Self.failure("no value", line) }
            let value = line[line.index(after: space)...]
            guard Double(value) != nil else { throw Self.failure("value", line) }
            try Self.checkLabels(line[name.endIndex..<space], line)
            let key = String(line[..<space])
            guard values.updateValue(String(value), forKey: key) == nil else { throw Self.failure("twice", line) }
        }
    }

    private static func checkLabels(_ text: Substring, _ line: Substring) throws {
        guard !text.isEmpty else { return }
        guard text.hasPrefix("{"), text.hasSuffix("}") else { throw failure("labels", line) }
        var rest = text.dropFirst().dropLast()
        while !rest.isEmpty {
            let name = rest.prefix { $0.isASCII && ($0.isLetter || $0 == "_") }
            rest = rest.dropFirst(name.count)
            guard !name.isEmpty, rest.hasPrefix("=\"") else { throw failure("label", line) }
            rest = rest.dropFirst(2)
            while let letter = rest.popFirst(), letter != "\"" {
                if letter == "\\" {
                    guard let escaped = rest.popFirst(), "\\\"n".contains(escaped) else {
                        throw failure("escape", line)
                    }
                }
            }
            if rest.first == "," { rest = rest.dropFirst() } else if !rest.isEmpty { throw failure("comma", line) }
        }
    }

    private static func failure(_ what: String, _ line: Substring) -> DRError {
        DRError(.failed, "not the text form: " + what, object: String(line))
    }
}
