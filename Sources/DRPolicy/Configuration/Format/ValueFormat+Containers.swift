extension ValueFormat {
    /// A list of values of a format, with so many at least (0 or 1).
    static func list<Item>(_ item: ValueFormat<Item>, minimum: Int = 0, hint: String? = nil) -> ValueFormat
    where Value == [Item] {
        let allowed = hint ?? ValueShape.list(item.shape, minimum: minimum).allowed
        return ValueFormat(.list(item.shape, minimum: minimum)) { value, context in
            guard case .list(let items) = value.content, items.count >= minimum else {
                context.reportWrong(value, allowed: allowed)
                return nil
            }
            let decoded = items.compactMap { item.decode($0, &context) }
            return decoded.count == items.count ? decoded : nil
        }
    }

    /// A map from names to values of a format.
    static func named<Item>(_ item: ValueFormat<Item>) -> ValueFormat where Value == [String: Item] {
        ValueFormat(.named(item.shape)) { value, context in
            guard let entries = value.entries else {
                context.reportWrong(value, allowed: ValueShape.named(item.shape).allowed)
                return nil
            }
            var decoded: [String: Item] = [:]
            for entry in entries {
                if !DeclaredName.isValid(entry.key) {
                    context.problems.append(
                        ConfigurationProblem(
                            "\"\(entry.key)\" is not a name",
                            at: entry.keyOrigin,
                            allowed: DeclaredName.rule
                        )
                    )
                }
                if let item = item.decode(entry.value, &context) { decoded[entry.key] = item }
            }
            return decoded
        }
    }

    /// A map with the keys of a table.
    static func section(_ table: SectionTable<Value>) -> ValueFormat {
        ValueFormat(.section(table.shape)) { value, context in table.decode(value, &context) }
    }
}

extension ValueFormat where Value == String {
    /// A name that must be declared.
    static func reference(_ kind: DeclaredKind) -> ValueFormat {
        ValueFormat(.text(what: "the name of a \(kind.rawValue)", pattern: nil), write: { $0 }) { value, context in
            guard let name = value.scalar?.text, DeclaredName.isValid(name) else {
                context.reportWrong(value, allowed: "the name of a \(kind.rawValue) from \(kind.place)")
                return nil
            }
            let written = value.scalar?.written ?? name
            context.references.append(
                NameReference(kind: kind, name: name, written: written, origin: value.origin)
            )
            return name
        }
    }
}

extension ValueFormat where Value == [String] {
    /// A program and its arguments; nothing is interpreted by a shell.
    static var command: ValueFormat {
        list(
            .text(CommandWord.what),
            minimum: 1,
            hint: "a list of a program and its arguments, such as [systemctl, stop, app]; there is no shell"
        )
    }
}

/// A program or an argument of it.
enum CommandWord {
    /// What the schema says about it.
    static let what = "a word of the command"
}
