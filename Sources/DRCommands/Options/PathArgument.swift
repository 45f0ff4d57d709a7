import ArgumentParser
import DRCore

/// A path or pattern on the command line, by its bytes.
struct PathArgument: ExpressibleByArgument {
    let bytes: [UInt8]

    init(argument: String) {
        bytes = ByteArguments.bytes(of: argument)
    }

    /// The text for people and for records, with bytes that are not UTF-8 replaced.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The text where only text will do.
    ///
    /// - Throws: `DRError` (usage) when it is not UTF-8.
    func requireText() throws -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        throw DRError(.usage, "the argument is not valid UTF-8", object: text)
    }
}
