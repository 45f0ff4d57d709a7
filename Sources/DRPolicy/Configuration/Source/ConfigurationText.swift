/// A configuration file as it was read.
package struct ConfigurationText: Sendable {
    /// The name that messages show, such as `base.yml` or a path.
    package let name: String
    /// The content, which should be UTF-8.
    package let bytes: [UInt8]

    /// Takes what was read.
    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// Takes a text.
    package init(name: String, _ text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }

    /// The place of a byte: its line and its column in scalars.
    func position(ofByte offset: Int) -> SourcePosition {
        var line = 1
        var column = 1
        for byte in bytes.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return SourcePosition(file: name, line: line, column: column)
    }
}
