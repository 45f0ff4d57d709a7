/// Shell patterns for one path component, as Go's `filepath.Match` reads them.
///
/// `*` any run, `?` any one character, `[a-z]` and `[^a-z]` classes, `\` takes the next character as it is. A character is
/// a UTF-8 sequence, or one byte where the bytes are not UTF-8.
enum Glob {
    /// Whether the component has anything but plain characters.
    static func isPlain(_ component: some Sequence<UInt8>) -> Bool {
        !component.contains { "\\[]*?".utf8.contains($0) }
    }

    /// Whether the pattern can be read: classes are closed and not empty, nothing ends in `\`.
    static func isValid(_ pattern: UnsafeRawBufferPointer) -> Bool {
        var position = 0
        while position < pattern.count {
            switch pattern[position] {
            case UInt8(ascii: "["):
                guard let parsed = matchClass(pattern, position, character: 0) else { return false }
                position = parsed.end
            case UInt8(ascii: "\\"):
                position += 2
                if position > pattern.count { return false }
            default: position += 1
            }
        }
        return true
    }

    /// Whether all of `name` matches the valid pattern; linear but for the last `*`, which is tried at every position.
    static func matches(_ pattern: UnsafeRawBufferPointer, _ name: UnsafeRawBufferPointer) -> Bool {
        var position = 0
        var place = 0
        var starPosition = -1
        var starPlace = 0
        while place < name.count || position < pattern.count {
            if position < pattern.count, pattern[position] == UInt8(ascii: "*") {
                starPosition = position
                starPlace = place
                position += 1
                continue
            }
            if place < name.count, position < pattern.count,
                let next = step(pattern, position, name, place)
            {
                position = next.position
                place = next.place
                continue
            }
            guard starPosition >= 0, starPlace < name.count else { return false }
            starPlace += character(name, starPlace).length
            place = starPlace
            position = starPosition + 1
        }
        return true
    }

    /// Matches one element of the pattern against one character; nil when it does not match.
    private static func step(
        _ pattern: UnsafeRawBufferPointer,
        _ position: Int,
        _ name: UnsafeRawBufferPointer,
        _ place: Int
    ) -> (position: Int, place: Int)? {
        switch pattern[position] {
        case UInt8(ascii: "?"):
            return (position + 1, place + character(name, place).length)
        case UInt8(ascii: "["):
            let (value, length) = character(name, place)
            guard let parsed = matchClass(pattern, position, character: value), parsed.matched else { return nil }
            return (parsed.end, place + length)
        case UInt8(ascii: "\\"):
            guard position + 1 < pattern.count, pattern[position + 1] == name[place] else { return nil }
            return (position + 2, place + 1)
        default:
            return pattern[position] == name[place] ? (position + 1, place + 1) : nil
        }
    }

    /// Reads the class that starts with the bracket at `start`; nil when it is malformed.
    private static func matchClass(
        _ pattern: UnsafeRawBufferPointer,
        _ start: Int,
        character value: UInt32
    ) -> (matched: Bool, end: Int)? {
        var position = start + 1
        var isNegated = false
        if position < pattern.count, pattern[position] == UInt8(ascii: "^") {
            isNegated = true
            position += 1
        }
        var matched = false
        var ranges = 0
        while true {
            guard position < pattern.count else { return nil }
            if pattern[position] == UInt8(ascii: "]"), ranges > 0 { break }
            guard let low = bound(pattern, &position) else { return nil }
            var high = low
            if position < pattern.count, pattern[position] == UInt8(ascii: "-") {
                position += 1
                guard let end = bound(pattern, &position) else { return nil }
                high = end
            }
            if low <= value, value <= high { matched = true }
            ranges += 1
        }
        return (matched != isNegated, position + 1)
    }

    /// One end of a range in a class.
    private static func bound(_ pattern: UnsafeRawBufferPointer, _ position: inout Int) -> UInt32? {
        guard position < pattern.count else { return nil }
        switch pattern[position] {
        case UInt8(ascii: "-"), UInt8(ascii: "]"): return nil
        case UInt8(ascii: "\\"):
            position += 1
            guard position < pattern.count else { return nil }
        default: break
        }
        let (value, length) = character(pattern, position)
        position += length
        // The class has to be closed behind it.
        return position < pattern.count ? value : nil
    }

    /// The character at `place` and its bytes; one byte that is not UTF-8 is U+FFFD, as in Go.
    private static func character(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> (value: UInt32, length: Int) {
        let first = bytes[place]
        if first < 0x80 { return (UInt32(first), 1) }
        var decoder = UTF8()
        var rest = UnsafeRawBufferPointer(rebasing: bytes[place..<min(place + 4, bytes.count)]).makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&rest) else { return (0xFFFD, 1) }
        return (scalar.value, scalar.utf8.count)
    }
}
