import DRCore

extension RepositoryConfig {
    /// Reads the JSON of a config object; members that are not known are ignored.
    ///
    /// Throws `DRError(.integrity)` when it is not a config, or lacks its version, id or polynomial. Whether this program
    /// can use that version is for the caller to decide.
    package init(json: UnsafeRawBufferPointer) throws {
        var reader = JSONReader(json)
        var version: Int?
        var id: String?
        var polynomial: UInt64?
        var chunker: String?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if try reader.skipNull() { continue }
            switch key {
            case "version": version = try reader.integer()
            case "id": id = try reader.string().string
            case "chunker_polynomial":
                polynomial = UInt64(try reader.string().string, radix: 16)
                if polynomial == nil { throw reader.failure("a chunker polynomial that is not hexadecimal") }
            case "chunker": chunker = try reader.string().string
            default: try reader.skipValue()
            }
        }
        try reader.end()
        guard let version, let id, let polynomial else {
            throw reader.failure("a config without version, id or chunker polynomial")
        }
        self.init(version: version, id: id, chunkerPolynomial: polynomial, chunker: chunker)
    }

    /// Appends the JSON of the config object, without a newline.
    package func appendJSON(to buffer: ByteBuffer) {
        var writer = JSONWriter(buffer)
        writer.beginObject()
        writer.key("version")
        writer.number(version)
        writer.key("id")
        writer.string(id)
        writer.key("chunker_polynomial")
        writer.string(String(chunkerPolynomial, radix: 16))
        if let chunker {
            writer.key("chunker")
            writer.string(chunker)
        }
        writer.endObject()
    }
}
