/// The JSON Schema of the files, for editors; made from the tables that the decoder uses.
///
/// What one file leaves out another may set, so nothing is required in a layered file; any value may be `null`, which
/// takes away what the base sets, or hold a variable.
package enum JSONSchema {
    /// The schema of `base.yml` and the files over it, as JSON.
    package static var configuration: String {
        document("Configuration of dr", Configuration.table.shape, isLayered: true)
    }

    /// The schema of the files in `retention/`, as JSON.
    package static var retention: String {
        document("Retention policy of dr", RetentionPolicy.table.shape, isLayered: false)
    }

    static func document(_ title: String, _ section: SectionShape, isLayered: Bool) -> String {
        let head: [(String, SchemaNode)] = [
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")), ("title", .text(title)),
        ]
        var definitions: [String: SectionShape] = [:]
        collect(section, &definitions)
        var rest = members(section, isLayered)
        if !definitions.isEmpty {
            let described = definitions.sorted { $0.key < $1.key }.map { name, section in
                (name, SchemaNode.object(members(section, isLayered)))
            }
            rest.append(("$defs", .object(described)))
        }
        return SchemaNode.object(head + rest).json() + "\n"
    }

    /// Finds the sections that are described once.
    private static func collect(_ section: SectionShape, _ found: inout [String: SectionShape]) {
        if let name = section.definition {
            guard found[name] == nil else { return }
            found[name] = section
        }
        for key in section.keys { collect(key.shape, &found) }
    }

    private static func collect(_ shape: ValueShape, _ found: inout [String: SectionShape]) {
        switch shape {
        case .section(let section): collect(section, &found)
        case .list(let item, _), .named(let item): collect(item, &found)
        default: break
        }
    }

    private static func members(_ section: SectionShape, _ isLayered: Bool) -> [(String, SchemaNode)] {
        var members: [(String, SchemaNode)] = [
            ("description", .text(section.summary)), ("type", .text("object")),
            ("additionalProperties", .truth(false)),
            ("properties", .object(section.keys.map { ($0.name, property($0, isLayered)) })),
        ]
        let required = section.keys.filter(\.isRequired).map { SchemaNode.text($0.name) }
        if !isLayered, !required.isEmpty { members.append(("required", .list(required))) }
        if !isLayered, !section.exactlyOne.isEmpty {
            let choices = section.exactlyOne.map { SchemaNode.object([("required", .list([.text($0)]))]) }
            members.append(("oneOf", .list(choices)))
        }
        return members
    }

    private static func property(_ key: KeyShape, _ isLayered: Bool) -> SchemaNode {
        var members: [(String, SchemaNode)] = [("description", .text(key.summary))]
        if let builtIn = key.builtIn { members.append(("default", value(builtIn, key.shape))) }
        let shape = node(key.shape, isLayered)
        let choices: [SchemaNode] = isLayered ? [shape, .object([("type", .text("null"))])] : [shape]
        return .object(members + [("anyOf", .list(choices))])
    }

    private static func value(_ text: String, _ shape: ValueShape) -> SchemaNode {
        switch shape {
        case .integer: Int(text).map { .number($0) } ?? .text(text)
        case .boolean: .truth(text == "true")
        default: .text(text)
        }
    }

    private static func node(_ shape: ValueShape, _ isLayered: Bool) -> SchemaNode {
        switch shape {
        case .text(let what, let pattern): return text(what, pattern, isLayered)
        case .integer(let range):
            let number: [(String, SchemaNode)] = [
                ("type", .text("integer")), ("minimum", .number(range.lowerBound)),
                ("maximum", .number(range.upperBound)),
            ]
            return withVariable(.object(number), isLayered)
        case .count:
            let number: [(String, SchemaNode)] = [("type", .text("integer")), ("minimum", .number(1))]
            return .object([("anyOf", .list([.object(number), .object([("const", .text("unlimited"))])]))])
        case .boolean: return withVariable(.object([("type", .text("boolean"))]), isLayered)
        case .choice(let words):
            return withVariable(.object([("enum", .list(words.map { .text($0) }))]), isLayered)
        case .list(let item, let minimum):
            let items: [(String, SchemaNode)] = [("type", .text("array")), ("items", node(item, isLayered))]
            return .object(items + (minimum > 0 ? [("minItems", .number(minimum))] : []))
        case .named(let item):
            let value = node(item, isLayered)
            let null = SchemaNode.object([("type", .text("null"))])
            return .object([
                ("type", .text("object")),
                ("propertyNames", .object([("pattern", .text(DeclaredName.pattern))])),
                ("additionalProperties", isLayered ? .object([("anyOf", .list([value, null]))]) : value),
            ])
        case .section(let section):
            guard let name = section.definition else { return .object(members(section, isLayered)) }
            return .object([("$ref", .text("#/$defs/" + name))])
        case .secret:
            let keys = SecretSource.allCases.map { source in
                KeyShape(
                    name: source.rawValue,
                    summary: source.summary,
                    shape: source.shape,
                    isRequired: false,
                    builtIn: nil
                )
            }
            let section = SectionShape(summary: "Where a secret comes from.", keys: keys, exactlyOne: [])
            let one: [(String, SchemaNode)] = [("minProperties", .number(1)), ("maxProperties", .number(1))]
            return .object(members(section, false) + one)
        }
    }

    private static func text(_ what: String, _ pattern: String?, _ isLayered: Bool) -> SchemaNode {
        guard let pattern else {
            // YAML reads a name such as 2024 or true as another type; the decoder takes its text.
            return .object([
                ("description", .text(what)),
                ("type", .list([.text("string"), .text("number"), .text("boolean")])),
            ])
        }
        return withVariable(
            .object([("description", .text(what)), ("type", .text("string")), ("pattern", .text(pattern))]),
            isLayered
        )
    }

    /// The schema, or a text with a variable in it.
    private static func withVariable(_ node: SchemaNode, _ isLayered: Bool) -> SchemaNode {
        guard isLayered else { return node }
        let variable = SchemaNode.object([("type", .text("string")), ("pattern", .text("\\$\\{[A-Za-z_]"))])
        return .object([("anyOf", .list([node, variable]))])
    }
}
