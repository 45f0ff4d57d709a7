/// A statement of a plan that must be true, and the database that it is asked in.
enum CheckStatement {
    /// Parts `orders: SELECT …`; without a name it is the database `postgres`.
    static func parse(_ text: String) -> (database: String, statement: String) {
        guard let colon = text.firstIndex(of: ":"), text.index(after: colon) < text.endIndex,
            text[text.index(after: colon)] != ":"
        else { return ("postgres", text) }
        let name = text[..<colon]
        let isName =
            !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            }
        guard isName else { return ("postgres", text) }
        return (String(name), String(text[text.index(after: colon)...].drop { $0 == " " }))
    }
}
