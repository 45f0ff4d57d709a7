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
        if isAnchored { return matches(path, at: 0, whole) }
        guard !path.isEmpty else { return false }
        for start in 0..<path.count where matches(path, at: start, whole) { return true }
        return false
    }

    /// Goes back to the last `**` only: what lies before it was matched as early as possible, which leaves the most room.
    private func matches(
        _ path: UnsafeBufferPointer<UnsafeRawBufferPointer>,
        at start: Int,
        _ whole: Bool
    ) -> Bool {
        var place = start
        var number = 0
        var anyDepth: (number: Int, place: Int)?
        while true {
            if number == components.count {
                if !whole || place == path.count { return true }
            } else if components[number].isAnyDepth {
                if number + 1 == components.count { return true }
                anyDepth = (number, place)
                number += 1
                continue
            } else if place < path.count, matches(components[number], path[place]) {
                place += 1
                number += 1
                continue
            }
            guard let last = anyDepth, last.place < path.count else { return false }
            anyDepth = (last.number, last.place + 1)
            place = last.place + 1
            number = last.number + 1
        }
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
