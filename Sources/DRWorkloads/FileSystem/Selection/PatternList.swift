import DRCore

/// An ordered list of include or exclude patterns (restic's rules, see `PathPattern`).
package struct PatternList: Sendable {
    private let patterns: [PathPattern]
    private let ignoresCase: Bool

    /// Reads the patterns; empty ones are left out.
    ///
    /// - Throws: `DRError` (usage) naming a malformed pattern.
    package init(_ patterns: [[UInt8]] = [], ignoringCase: Bool = false) throws {
        ignoresCase = ignoringCase
        self.patterns = try patterns.filter { !$0.isEmpty }.map { text in
            guard let pattern = PathPattern(ignoringCase ? CaseFolding.lowercase(text) : text) else {
                throw DRError(
                    .usage,
                    "not a valid pattern",
                    object: String(decoding: text, as: UTF8.self),
                    hint: "close every [ with ] and write \\\\ for a backslash"
                )
            }
            return pattern
        }
    }

    /// Whether the list has no pattern, so that nothing matches.
    package var isEmpty: Bool { patterns.isEmpty }

    /// Whether the absolute path, or a directory above it, matches.
    package func matches(_ path: UnsafeRawBufferPointer) -> Bool {
        guard !patterns.isEmpty else { return false }
        return withComponents(path) { components in
            var matched = false
            for pattern in patterns {
                // Only the other direction of the current verdict can change it.
                if pattern.isNegated == matched, pattern.matches(components) { matched = !matched }
            }
            return matched
        }
    }

    /// Whether a pattern matches the absolute path itself, not only a directory above it.
    package func matchesItself(_ path: UnsafeRawBufferPointer) -> Bool {
        withComponents(path) { components in patterns.contains { $0.matches(components, whole: true) } }
    }

    /// Whether the absolute path of a directory matches, and whether something below it may.
    package func matchesDirectory(_ path: UnsafeRawBufferPointer) -> (matches: Bool, mayMatchBelow: Bool) {
        guard !patterns.isEmpty else { return (false, false) }
        return withComponents(path) { components in
            var matched = false
            var below = false
            for pattern in patterns {
                let matches = pattern.matches(components)
                if pattern.isNegated {
                    matched = matched && !matches
                    below = below && !matches
                } else {
                    matched = matched || matches
                    below = below || pattern.mayMatchBelow(components)
                }
            }
            return (matched, below)
        }
    }

    private func withComponents<Result>(
        _ path: UnsafeRawBufferPointer,
        _ body: (UnsafeBufferPointer<UnsafeRawBufferPointer>) -> Result
    ) -> Result {
        guard ignoresCase else { return Self.withComponents(of: path, body) }
        return CaseFolding.lowercase(path).withUnsafeBytes { Self.withComponents(of: $0, body) }
    }

    private static func withComponents<Result>(
        of path: UnsafeRawBufferPointer,
        _ body: (UnsafeBufferPointer<UnsafeRawBufferPointer>) -> Result
    ) -> Result {
        withUnsafeTemporaryAllocation(of: UnsafeRawBufferPointer.self, capacity: path.count / 2 + 1) { space in
            var count = 0
            var start = 0
            for position in 0...path.count
            where position == path.count || path[position] == UInt8(ascii: "/") {
                if position > start {
                    space.initializeElement(at: count, to: UnsafeRawBufferPointer(rebasing: path[start..<position]))
                    count += 1
                }
                start = position + 1
            }
            return body(UnsafeBufferPointer(rebasing: space[..<count]))
        }
    }
}
