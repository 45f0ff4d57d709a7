import DRCore
import DRStorage

extension KeyFile {
    /// Reads the JSON of a key file; only the parameters and the sealed key must be there.
    ///
    /// - Throws: `DRError` (integrity) when it is damaged or not made for scrypt.
    package init(json: UnsafeRawBufferPointer) throws {
        self.init(created: nil, username: "", hostname: "", scrypt: Scrypt(n: 0, r: 0, p: 0), salt: [], data: [])
        var derivation = ""
        var reader = JSONReader(json)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "created": created = try reader.timestamp()
            case "username": username = try reader.string().string
            case "hostname": hostname = try reader.string().string
            case "kdf": derivation = try reader.string().string
            case "N": scrypt.n = try reader.uint64()
            case "r": scrypt.r = try reader.integer()
            case "p": scrypt.p = try reader.integer()
            case "salt": salt = try reader.base64()
            case "data": data = try reader.base64()
            default: try reader.skipValue()
            }
        }
        guard derivation == "scrypt" else {
            throw DRError(.integrity, "the key file asks for the unknown key derivation \"\(derivation)\"")
        }
        guard !salt.isEmpty, data.count > Sealer.overhead else {
            throw DRError(.integrity, "the key file has no salt or no sealed key")
        }
    }

    /// Appends the JSON, members in restic's order.
    package func appendJSON(to buffer: ByteBuffer) {
        var writer = JSONWriter(buffer)
        writer.beginObject()
        writer.key("created")
        writer.time(created ?? .now)
        writer.key("username")
        writer.string(username)
        writer.key("hostname")
        writer.string(hostname)
        writer.key("kdf")
        writer.string("scrypt")
        writer.key("N")
        writer.number(scrypt.n)
        writer.key("r")
        writer.number(UInt64(scrypt.r))
        writer.key("p")
        writer.number(UInt64(scrypt.p))
        writer.key("salt")
        salt.withUnsafeBytes { writer.base64($0) }
        writer.key("data")
        data.withUnsafeBytes { writer.base64($0) }
        writer.endObject()
    }
}
