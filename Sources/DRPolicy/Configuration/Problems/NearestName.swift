/// Finds what a misspelt name was meant to be.
package enum NearestName {
    /// The candidate with the smallest distance, if that is small for the length of the name.
    package static func find(_ name: String, in candidates: some Sequence<String>) -> String? {
        let limit = name.count <= 3 ? 1 : min(3, name.count / 3 + 1)
        guard name.count <= 64 else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in candidates where abs(candidate.count - name.count) <= limit {
            let found = distance(Array(name.lowercased()), Array(candidate.lowercased()))
            if found <= limit, found < best?.distance ?? .max { best = (candidate, found) }
        }
        return best?.name
    }

    /// Insertions, deletions, replacements and swaps of neighbours between two names (optimal string alignment).
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var before: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let cost = left[row] == right[column] ? 0 : 1
                var steps = min(previous[column + 1] + 1, current[column] + 1, previous[column] + cost)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    steps = min(steps, before[column - 1] + 1)
                }
                current.append(steps)
            }
            before = previous
            previous = current
        }
        return previous[right.count]
    }
}
