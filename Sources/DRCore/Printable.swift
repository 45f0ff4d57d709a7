/// Text from outside made safe to show: nothing in it can steer a terminal or pass for another name.
package enum Printable {
    /// The text with control and direction characters written as escapes.
    package static func text(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            result += isUnsafe(scalar) ? escape(scalar) : String(scalar)
        }
    }

    /// A file name or path: as it is when harmless, else as a shell reads it back, `$'a\nb'`.
    package static func name(_ bytes: some Collection<UInt8>) -> String {
        if let text = String(validating: bytes, as: UTF8.self), !text.unicodeScalars.contains(where: isUnsafe) {
            return text
        }
        var quoted = "$'"
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let (scalar, length) = firstScalar(rest) else {
                quoted += hex(UInt32(rest.removeFirst()), digits: 2, letter: "x")
                continue
            }
            rest = rest.dropFirst(length)
            switch scalar {
            case "\\", "'": quoted += "\\" + String(scalar)
            case _ where isUnsafe(scalar): quoted += escape(scalar)
            default: quoted += String(scalar)
            }
        }
        return quoted + "'"
    }

    private static func firstScalar(_ bytes: some Collection<UInt8>) -> (Unicode.Scalar, Int)? {
        for length in 1...4 {
            guard let text = String(validating: bytes.prefix(length), as: UTF8.self) else { continue }
            return text.unicodeScalars.first.map { ($0, length) }
        }
        return nil
    }

    /// Controls, line and paragraph separators, and what changes the direction of writing.
    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7f..<0xa0: true
        case 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff: true
        default: false
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\t": "\\t"
        case "\r": "\\r"
        case _ where scalar.value < 0x80: hex(scalar.value, digits: 2, letter: "x")
        default: hex(scalar.value, digits: 4, letter: "u")
        }
    }

    private static func hex(_ value: UInt32, digits: Int, letter: Character) -> String {
        let text = String(value, radix: 16)
        return "\\" + String(letter) + String(repeating: "0", count: max(digits - text.count, 0)) + text
    }
}
