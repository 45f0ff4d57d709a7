/// Replaces variables in texts: `${NAME}`, `${NAME:-default}`, and `$$` for a dollar sign.
struct Interpolation {
    /// The variables by name.
    let variables: [String: String]
    /// What was wrong.
    var problems: [ConfigurationProblem] = []

    /// Replaces the variables in all scalars of a value; keys stay as they are.
    mutating func replace(in value: inout ConfigurationValue) {
        switch value.content {
        case .null: break
        case .scalar(var scalar):
            guard scalar.text.contains("$") else { return }
            replace(in: &scalar, origin: value.origin)
            value.content = .scalar(scalar)
        case .list(var items):
            for index in items.indices { replace(in: &items[index]) }
            value.content = .list(items)
        case .map(var entries):
            for index in entries.indices { replace(in: &entries[index].value) }
            value.content = .map(entries)
        }
    }

    private mutating func replace(in scalar: inout ConfigurationScalar, origin: ValueOrigin) {
        var result = ""
        var rest = scalar.text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...].dropFirst()
            switch rest.first {
            case "$":
                result += "$"
                rest = rest.dropFirst()
            case "{":
                guard let end = rest.firstIndex(of: "}") else {
                    report("${ without }", origin)
                    return
                }
                guard let text = replacement(rest[..<end].dropFirst(), origin) else { return }
                result += text
                rest = rest[end...].dropFirst()
                // Quotes only protect what the file says; a variable may be a number.
                scalar.isPlain = true
            default: result += "$"
            }
        }
        scalar.text = result + rest
    }

    private mutating func replacement(_ inner: Substring, _ origin: ValueOrigin) -> String? {
        let mark = inner.firstRange(of: ":-")
        let name = inner[..<(mark?.lowerBound ?? inner.endIndex)]
        guard VariableName.isValid(name) else {
            report("\"\(name)\" is not the name of a variable", origin)
            return nil
        }
        let value = variables[String(name)]
        if let mark { return value.flatMap { $0.isEmpty ? nil : $0 } ?? String(inner[mark.upperBound...]) }
        guard let value else {
            problems.append(
                ConfigurationProblem(
                    "the variable \(name) is not set",
                    at: origin,
                    allowed: "a variable that is set, or a value for its absence: ${\(name):-VALUE}"
                )
            )
            return nil
        }
        return value
    }

    private mutating func report(_ what: String, _ origin: ValueOrigin) {
        problems.append(
            ConfigurationProblem(what, at: origin, allowed: "${NAME}, ${NAME:-VALUE}, or $$ for a dollar sign")
        )
    }
}
