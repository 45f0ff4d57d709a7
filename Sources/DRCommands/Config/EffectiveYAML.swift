import DRPolicy

/// The effective values as YAML, laid out for people.
struct EffectiveYAML {
    private static let widestColumn = 60
    private let entries: [EffectiveEntry]

    /// Takes the values in the order of the documentation.
    init(_ entries: [EffectiveEntry]) {
        self.entries = entries
    }

    /// The lines; with origins a comment at the end of each value says where it was set.
    func lines(withOrigin: Bool) -> [String] {
        var lines: [(text: String, origin: String?)] = []
        var open: ArraySlice<String> = []
        for entry in entries {
            let parents = entry.path.dropLast()
            let common = zip(open, parents).prefix { $0 == $1 }.count
            for level in common..<max(common, parents.count) {
                lines.append((indent(level) + parents[level] + ":", nil))
            }
            open = parents
            let name = entry.path.last ?? ""
            lines.append((indent(parents.count) + name + ": " + entry.value, entry.origin.line))
        }
        guard withOrigin else { return lines.map(\.text) }
        let values = lines.lazy.filter { $0.origin != nil }.map(\.text.count)
        let column = values.filter { $0 <= Self.widestColumn }.max() ?? 0
        return lines.map { text, origin in
            guard let origin else { return text }
            return text + String(repeating: " ", count: max(column - text.count, 0)) + "  # " + origin
        }
    }

    private func indent(_ level: Int) -> String { String(repeating: "  ", count: level) }
}
