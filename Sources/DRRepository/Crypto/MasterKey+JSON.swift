import DRCore

extension MasterKey {
    /// Reads the JSON that a key file seals.
    ///
    /// - Throws: `DRError` (integrity) when a key is missing or of the wrong length.
    init(json: UnsafeRawBufferPointer) throws {
        var encryption: [UInt8] = []
        var macK: [UInt8] = []
        var macR: [UInt8] = []
        var reader = JSONReader(json)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "encrypt": encryption = try reader.base64()
            case "mac":
                try reader.beginObject()
                while let part = try reader.nextKey() {
                    switch part {
                    case "k": macK = try reader.base64()
                    case "r": macR = try reader.base64()
                    default: try reader.skipValue()
                    }
                }
            default: try reader.skipValue()
            }
        }
        guard let key = MasterKey(encryption: encryption, macK: macK, macR: macR) else {
            throw DRError(.integrity, "the master key in the key file is damaged")
        }
        self = key
    }

    /// Appends the JSON that a key file seals.
    func appendJSON(to buffer: ByteBuffer) {
        var writer = JSONWriter(buffer)
        writer.beginObject()
        writer.key("mac")
        writer.beginObject()
        writer.key("k")
        macK.revealed.withUnsafeBytes { writer.base64($0) }
        writer.key("r")
        macR.revealed.withUnsafeBytes { writer.base64($0) }
        writer.endObject()
        writer.key("encrypt")
        encryption.revealed.withUnsafeBytes { writer.base64($0) }
        writer.endObject()
    }
}
