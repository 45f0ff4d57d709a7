import DRCore

/// A host and a port.
struct NetworkAddress: Hashable, Sendable {
    let host: String
    let port: String

    /// Takes both.
    init(host: String, port: String) {
        self.host = host
        self.port = port
    }

    /// Reads `HOST:PORT` or `[ADDRESS]:PORT`.
    ///
    /// - Throws: `DRError` for anything else.
    init(_ text: String) throws {
        guard let colon = text.lastIndex(of: ":"), let number = UInt16(text[colon...].dropFirst()), number > 0 else {
            throw DRError(.configurationInvalid, "this is not HOST:PORT", object: text)
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else { throw DRError(.configurationInvalid, "this is not HOST:PORT", object: text) }
        self.init(host: String(host), port: String(number))
    }
}
