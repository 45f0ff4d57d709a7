/// One pattern of an include or exclude list, read once and matched against absolute paths of raw bytes.
///
/// The rules are restic's: a pattern that starts with `/` is anchored at the root, another matches at any depth; `**` stands
/// for any number of components; what matches a directory matches everything below it; a leading `!` takes back what
/// earlier patterns of the list matched.
struct PathPattern: Sendable {
    private struct Component: Sendable {
        var bytes: [UInt8]
        var isPlain: Bool
        var isAnyDepth: Bool
    }

    /// Whether a match takes back earlier ones.
    let isNegated: Bool
    private let isAnchored: Bool
    private let components: [Component]
    /// Components before the first `**`.
    private let fixedCount: Int

    /// Reads a pattern; nil when it is empty or a class or escape in it is malformed.
    init?(_ text: [UInt8]) {
        var text = text[...]
        isNegated = text.first == UInt8(ascii: "!")
        if isNegated { text.removeFirst() }
        guard !text.isEmpty else { return nil }
        isAnchored = text.first == UInt8(ascii: "/")
        var components: [Component] = []
        for bytes in Self.cleanComponents(text, isAnchored: isAnchored) {
            let isAnyDepth = bytes == Array("**".utf8)
            if isAnyDepth, components.last?.isAnyDepth == true { continue }
            guard bytes.withUnsafeBytes(Glob.isValid) else { return nil }
            components.append(Component(bytes: bytes, isPlain: Glob.isPlain(bytes), isAnyDepth: isAnyDepth))
        }
        self.components = components
        fixedCount = components.firstIndex { $0.isAnyDepth } ?? components.count
    }

    /// The components after `.`, `..` and repeated separators are resolved, as Go's `filepath.Clean` does.
    private static func cleanComponents(_ text: ArraySlice<UInt8>, isAnchored: Bool) -> [[UInt8]] {
        let parent = Array("..".utf8)
        var components: [[UInt8]] = []
        for part in text.split(separator: UInt8(ascii: "/")) {
            if part == [UInt8(ascii: ".")] { continue }
            guard part.elementsEqual(parent) else {
                components.append(Array(part))
                continue
            }
            if let last = components.last, last != parent {
                components.removeLast()
            } else if !isAnchored {
                components.append(parent)
            }
        }
        if components.isEmpty, !isAnchored { components.append([UInt8(ascii: ".")]) }
        return components
    }

    /// Whether the path with these components, or a directory above it, matches.
    ///
    /// - Parameter whole: only the path itself counts, not a directory above it.
    func matches(_ path: UnsafeBufferPointer<UnsafeRawBufferPointer>, whole: Bool = false) -> Bool {
        if isAnchored { return matches(path, from: 0, at: 0, whole) }
        guard !path.isEmpty else { return false }
        for start in 0..<path.count where matches(path, from: 0, at: start, whole) { return true }
        return false
    }

    private func matches(
        _ path: UnsafeBufferPointer<UnsafeRawBufferPointer>,
        from first: Int,
        at start: Int,
        _ whole: Bool
    ) -> Bool {
        var place = start
        for number in first..<components.count {
            if components[number].isAnyDepth {
                if number + 1 == components.count { return true }
                for next in place..<max(path.count, place) where matches(path, from: number + 1, at: next, whole) {
                    return true
                }
                return false
            }
            guard place < path.count, matches(components[number], path[place]) else { return false }
            place += 1
        }
        return !whole || place == path.count
    }

    @inline(__always)
    private func matches(_ component: Component, _ name: UnsafeRawBufferPointer) -> Bool {
        if component.isPlain {
            guard component.bytes.count == name.count else { return false }
            return component.bytes.withUnsafeBytes { $0.elementsEqual(name) }
        }
        return component.bytes.withUnsafeBytes { Glob.matches($0, name) }
    }

    /// Whether something below the directory with these components may match.
    func mayMatchBelow(_ path: UnsafeBufferPointer<UnsafeRawBufferPointer>) -> Bool {
        guard isAnchored else { return true }
        for number in 0..<min(path.count, fixedCount) where !matches(components[number], path[number]) {
            return false
        }
        return true
    }
}
