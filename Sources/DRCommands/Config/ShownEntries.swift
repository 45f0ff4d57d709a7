import DRCore
import DRPolicy

/// Chooses a part of the effective values.
enum ShownEntries {
    /// The values below a key such as `plans.app-files`, or all.
    ///
    /// - Throws: `DRError` with code `usage` that says what there is instead.
    static func below(_ key: String?, of entries: [EffectiveEntry]) throws -> [EffectiveEntry] {
        guard let key else { return entries }
        let chosen = entries.filter { isBelow(key, $0) }
        guard chosen.isEmpty else { return chosen }
        // The longest part that leads somewhere says what could follow.
        var start = key[...]
        while let dot = start.lastIndex(of: ".") {
            start = start[..<dot]
            let near = entries.filter { isBelow(String(start), $0) }
            if !near.isEmpty { throw unknown(key, near, below: String(start)) }
        }
        throw unknown(key, entries, below: nil)
    }

    private static func isBelow(_ key: String, _ entry: EffectiveEntry) -> Bool {
        let path = entry.path.joined(separator: ".")
        return path == key || path.hasPrefix(key + ".")
    }

    private static func unknown(_ key: String, _ entries: [EffectiveEntry], below start: String?) -> DRError {
        // Names may hold dots, so the level is found by its text.
        let depth = start.map { start in
            (entries.first?.path.indices.first { entries[0].path[...$0].joined(separator: ".") == start } ?? 0) + 1
        }
        var names: [String] = []
        for entry in entries where entry.path.count > depth ?? 0 {
            let name = entry.path[depth ?? 0]
            if names.last != name { names.append(name) }
        }
        let missing = start.map { String(key.dropFirst($0.count + 1)) } ?? key
        let nearest = NearestName.find(missing, in: names).map {
            "did you mean \((start.map { $0 + "." } ?? "") + $0)? "
        }
        return DRError(
            .usage,
            "the configuration has no such key",
            object: key,
            hint: names.isEmpty
                ? "\(start ?? key) is a single value"
                : (nearest ?? "") + "there are: " + names.joined(separator: ", ")
        )
    }
}
