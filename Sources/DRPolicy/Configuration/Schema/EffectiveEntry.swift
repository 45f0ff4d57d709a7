/// A line of the effective configuration: a value, where it was set, without secrets.
package struct EffectiveEntry: Hashable, Sendable {
    /// The keys that lead to it.
    package let path: [String]
    /// The value as it may be shown.
    package let shown: ShownValue
    /// Where it was set.
    package let origin: ValueOrigin

    /// The value as it could be written, on one line.
    package var value: String { shown.yaml }
}

extension EffectiveConfiguration {
    /// All values in the order of the documentation, with those that hold unless they are set.
    package var entries: [EffectiveEntry] {
        var entries: [EffectiveEntry] = []
        Self.collect(values, .section(Configuration.table.shape), [], &entries)
        return entries
    }

    private static func collect(
        _ value: ConfigurationValue,
        _ shape: ValueShape,
        _ path: [String],
        _ entries: inout [EffectiveEntry]
    ) {
        switch shape {
        case .section(let section):
            for key in section.keys {
                if let inner = value[key.name] {
                    collect(inner, key.shape, path + [key.name], &entries)
                } else if let builtIn = key.builtIn {
                    entries.append(
                        EffectiveEntry(
                            path: path + [key.name],
                            shown: ShownValue(text: builtIn, key.shape),
                            origin: .builtIn
                        )
                    )
                }
            }
        case .named(let item):
            for entry in value.entries ?? [] { collect(entry.value, item, path + [entry.key], &entries) }
        default:
            entries.append(EffectiveEntry(path: path, shown: ShownValue(value, shape), origin: value.origin))
        }
    }
}
