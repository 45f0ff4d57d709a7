import CLinux
import DRCore

/// Files with one pattern a line, as `--exclude-file` takes them.
package enum PatternFile {
    /// The patterns of the file at `path`: blanks around a line, empty lines and lines that start with `#` are left
    /// out, `$NAME` and `${NAME}` are replaced from the environment, `$$` is a dollar sign.
    ///
    /// - Throws: `DRError` naming the file, when it cannot be read or is UTF-16.
    package static func read(_ path: String) throws -> [[UInt8]] {
        let file = try FileDescriptor.open(path, O_RDONLY)
        let content = ByteBuffer()
        while true {
            let start = content.count
            content.resize(to: start + 65_536)
            let space = UnsafeMutableRawBufferPointer(rebasing: content.mutableBytes[start...])
            let got = try file.read(into: space, path: path)
            content.resize(to: start + got)
            if got < 65_536 { break }
        }
        let bytes = content.bytes
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw DRError(.usage, "the file is UTF-16", object: path, hint: "save it as UTF-8")
        }
        return patterns(content.array) { name in
            getenv(name).map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
        }
    }

    /// The patterns in the content of a file.
    static func patterns(_ content: [UInt8], environment: (String) -> [UInt8]?) -> [[UInt8]] {
        let text = content.starts(with: [0xEF, 0xBB, 0xBF]) ? content[3...] : content[...]
        var patterns: [[UInt8]] = []
        for line in text.split(separator: UInt8(ascii: "\n")) {
            var line = line.drop(while: isBlank)
            while let last = line.last, isBlank(last) { line.removeLast() }
            guard let first = line.first, first != UInt8(ascii: "#") else { continue }
            patterns.append(expand(Array(line), environment: environment))
        }
        return patterns
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

    /// Replaces variables by the rules of Go's `os.Expand`; an unknown one is empty.
    static func expand(_ line: [UInt8], environment: (String) -> [UInt8]?) -> [UInt8] {
        var result: [UInt8] = []
        var rest = line[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "$"), !rest.isEmpty else {
                result.append(byte)
                continue
            }
            let (name, length) = variable(Array(rest))
            rest = rest.dropFirst(length)
            if name == [UInt8(ascii: "$")] || length == 0 {
                result.append(byte)
            } else if !name.isEmpty {
                result += environment(String(decoding: name, as: UTF8.self)) ?? []
            }
        }
        return result
    }

    /// The name of the variable after a dollar sign and the bytes it takes there; an empty name with bytes is malformed.
    private static func variable(_ text: [UInt8]) -> (name: [UInt8], length: Int) {
        if text[0] == UInt8(ascii: "{") {
            guard let end = text.firstIndex(of: UInt8(ascii: "}")) else { return ([], 1) }
            return (Array(text[1..<end]), end + 1)
        }
        if "*#$@!?-0123456789".utf8.contains(text[0]) { return ([text[0]], 1) }
        let name = text.prefix { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
            default: false
            }
        }
        return (Array(name), name.count)
    }
}
