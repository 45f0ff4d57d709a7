/// What a value may look like: the part of a format that the schema, the layers and the overrides need.
package indirect enum ValueShape: Sendable {
    /// A text; `what` says of which sort, `pattern` is a regular expression of JSON Schema for it.
    case text(what: String, pattern: String?)
    /// A whole number.
    case integer(ClosedRange<Int>)
    /// `true` or `false`.
    case boolean
    /// A whole number from 1, or `unlimited`.
    case count
    /// One of some words.
    case choice([String])
    /// A list with so many items at least.
    case list(ValueShape, minimum: Int)
    /// A map from names that the user chooses.
    case named(ValueShape)
    /// A map with known keys.
    case section(SectionShape)
    /// Where a secret comes from; never the secret.
    case secret
}

extension ValueShape {
    /// Whether a layer replaces the value as a whole although it is a map.
    var isAtomic: Bool {
        switch self {
        case .secret: true
        default: false
        }
    }

    /// What may stand there, for messages.
    var allowed: String {
        switch self {
        case .text(let what, _): what
        case .integer(let range):
            range.count == 1
                ? String(range.lowerBound) : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .count: "a whole number from 1, or unlimited"
        case .boolean: "true or false"
        case .choice(let words): words.joined(separator: ", ")
        case .list(_, let minimum): minimum == 0 ? "a list" : "a list with at least one item"
        case .named: "a map from names"
        case .section(let section): "a map with " + section.keys.map(\.name).joined(separator: ", ")
        case .secret: SecretSource.allowed
        }
    }

    /// The shape behind a key, or nil where there is none.
    subscript(key: String) -> ValueShape? {
        switch self {
        case .section(let section): section.keys.first { $0.name == key }?.shape
        case .named(let shape): shape
        default: nil
        }
    }
}
