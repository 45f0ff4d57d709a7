/// A value as it may be shown: without secrets, and with the sort of value that the decoder takes it for.
package indirect enum ShownValue: Hashable, Sendable {
    /// A key without a value.
    case null
    /// A text, a duration, a size, a name: whatever is written as a single word or in quotes.
    case text(String)
    /// A whole number.
    case number(Int)
    /// `true` or `false`.
    case truth(Bool)
    /// Values in their order.
    case list([ShownValue])
    /// Keys with their values, in their order.
    case map([Member])

    /// A key with its value.
    package struct Member: Hashable, Sendable {
        /// The key.
        package let key: String
        /// The value.
        package let value: ShownValue
    }

    /// The value as YAML on one line.
    package var yaml: String {
        switch self {
        case .null: "null"
        case .text(let text): YAMLText.quoted(text)
        case .number(let number): String(number)
        case .truth(let truth): String(truth)
        case .list(let items): "[" + items.map(\.yaml).joined(separator: ", ") + "]"
        case .map(let members): "{" + members.map { "\($0.key): \($0.value.yaml)" }.joined(separator: ", ") + "}"
        }
    }
}

extension ShownValue {
    /// What may be shown of a value; of the command that gives a secret only the program is.
    init(_ value: ConfigurationValue, _ shape: ValueShape?) {
        switch value.content {
        case .null: self = .null
        case .scalar(let scalar): self.init(text: Redaction.clean(scalar.text), shape)
        case .list(let items):
            var element: ValueShape?
            if case .list(let shape, _) = shape { element = shape }
            // A variable in a command is often a token.
            let isCommand = if case .text(CommandWord.what, _) = element { true } else { false }
            self = .list(
                items.map { item in
                    if isCommand, let scalar = item.scalar { return .text(Redaction.clean(scalar.written)) }
                    return ShownValue(item, element)
                }
            )
        case .map(let entries):
            let isSecret = if case .secret = shape { true } else { false }
            self = .map(
                entries.map { entry in
                    if isSecret, case .list(let words) = entry.value.content, words.count > 1 {
                        return Member(
                            key: entry.key,
                            value: .list([ShownValue(words[0], nil), .text(Redaction.mark)])
                        )
                    }
                    return Member(key: entry.key, value: ShownValue(entry.value, shape?[entry.key]))
                }
            )
        }
    }

    /// A single value of a shape.
    init(text: String, _ shape: ValueShape?) {
        switch shape {
        case .integer, .count: self = Int(text).map { .number($0) } ?? .text(text)
        case .boolean where text == "true" || text == "false": self = .truth(text == "true")
        default: self = .text(text)
        }
    }
}
