/// A value of the configuration with the place where it was set.
package struct ConfigurationValue: Sendable {
    /// What the value is.
    package var content: Content
    /// Where it was set.
    package var origin: ValueOrigin

    /// The shapes of values.
    package enum Content: Sendable {
        /// A key without a value, or `null`.
        case null
        case scalar(ConfigurationScalar)
        case list([ConfigurationValue])
        case map([ConfigurationEntry])
    }

    /// What the value is, for messages.
    var kind: String {
        switch content {
        case .null: "no value"
        case .scalar: "a single value"
        case .list(let items): items.isEmpty ? "an empty list" : "a list"
        case .map: "a map"
        }
    }

    /// The scalar, if it is one.
    var scalar: ConfigurationScalar? {
        if case .scalar(let scalar) = content { scalar } else { nil }
    }

    /// The entries, if it is a map.
    var entries: [ConfigurationEntry]? {
        if case .map(let entries) = content { entries } else { nil }
    }

    /// Whether it is a key without a value.
    var isNull: Bool {
        if case .null = content { true } else { false }
    }

    /// The value at a key of a map.
    subscript(key: String) -> ConfigurationValue? {
        entries?.first { $0.key == key }?.value
    }

    /// The value at the end of a path of keys.
    package subscript(path: [String]) -> ConfigurationValue? {
        var value: ConfigurationValue? = self
        for key in path { value = value?[key] }
        return value
    }
}
