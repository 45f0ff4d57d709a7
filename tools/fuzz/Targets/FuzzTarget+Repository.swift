import DRCore
import DRRepository
import DRStorage

extension FuzzTarget {
    /// Four bytes of content length, little-endian, then the header.
    static func packHeader(_ input: UnsafeRawBufferPointer) throws {
        guard input.count >= 4 else { return }
        let contentLength = Int(UInt32(littleEndian: input.loadUnaligned(as: UInt32.self)))
        let header = UnsafeRawBufferPointer(rebasing: input[4...])
        let entries = try accepted(.integrity) { try PackHeader.parse(header, contentLength: contentLength) }
        guard let entries else { return }
        let again = ByteBuffer()
        for entry in entries { PackHeader.append(entry, to: again) }
        try require(again.array.elementsEqual(header), "a pack header is not what its entries say")
        let compressed = entries.count { $0.uncompressedLength != 0 }
        let size = PackHeader.packSize(
            contentLength: contentLength,
            plainBlobs: entries.count - compressed,
            compressedBlobs: compressed
        )
        let envelope = Sealer.overhead + PackHeader.lengthField
        try require(size == contentLength + header.count + envelope, "a pack is not as long as its parts")
    }

    static func index(_ input: UnsafeRawBufferPointer) throws {
        let index = BlobIndex()
        let packs = try accepted(.integrity) {
            var packs: [BlobIndex.PackContent] = []
            try IndexFile.parse(input) { pack in
                packs.append(pack)
                index.add(pack: pack.id, pack.entries)
            }
            return packs
        }
        guard let packs else { return }
        for pack in packs {
            for entry in pack.entries {
                try require(index.contains(entry.type, entry.id), "a listed blob is not in the index")
                try require(entry.offset >= 0 && entry.length >= Sealer.overhead, "a blob lies nowhere")
            }
        }
        _ = index.packContents().reduce(0) { $0 + $1.expectedSize }
        let once = ByteBuffer()
        IndexFile.encode(packs, into: once)
        var read: [BlobIndex.PackContent] = []
        try IndexFile.parse(once.bytes) { read.append($0) }
        let twice = ByteBuffer()
        IndexFile.encode(read, into: twice)
        try requireEqual(once, twice, "an index")
    }

    static func tree(_ input: UnsafeRawBufferPointer) throws {
        guard var nodes = try accepted(.integrity, by: { try TreeDecoder.decode(input) }) else { return }
        // The order and twins are the reader's business; the writer refuses them.
        nodes.sort { $0.name.lexicographicallyPrecedes($1.name) }
        var last: [UInt8] = []
        nodes.removeAll { node in
            defer { last = node.name }
            return node.name == last
        }
        let once = try encode(nodes)
        let read = try TreeDecoder.decode(once.bytes)
        try require(read.map(\.name) == nodes.map(\.name), "names are lost")
        // Names of attributes that are not UTF-8 are replaced when they are written first, as JSON has no place for them.
        let twice = try encode(read)
        try requireEqual(twice, try encode(TreeDecoder.decode(twice.bytes)), "a tree")
    }

    private static func encode(_ nodes: [Node]) throws -> ByteBuffer {
        let buffer = ByteBuffer()
        var encoder = TreeEncoder(buffer)
        for node in nodes { try encoder.append(node) }
        encoder.finish()
        return buffer
    }

    static func snapshot(_ input: UnsafeRawBufferPointer) throws {
        guard let snapshot = try accepted(.integrity, by: { try Snapshot(json: input, id: nil) }) else { return }
        let once = ByteBuffer()
        snapshot.appendJSON(to: once)
        let twice = ByteBuffer()
        try Snapshot(json: once.bytes, id: nil).appendJSON(to: twice)
        try requireEqual(once, twice, "a snapshot")
    }

    /// The input as quoted text, and as a name to be quoted.
    static func nodeName(_ input: UnsafeRawBufferPointer) throws {
        if let name = NodeName.unquote(input) { try roundTrip(name) }
        try roundTrip([UInt8](input))
    }

    private static func roundTrip(_ name: [UInt8]) throws {
        guard name.withUnsafeBytes(NodeName.isValid) else { return }
        var node = Node()
        node.name = name
        let json = try encode([node])
        let read = try TreeDecoder.decode(json.bytes)
        try require(read.map(\.name) == [name], "a name comes back as another one")
    }

    static func config(_ input: UnsafeRawBufferPointer) throws {
        guard let config = try accepted(.integrity, by: { try RepositoryConfig(json: input) }) else { return }
        // Rabin's test is what stands between a planted polynomial and the chunker.
        _ = Polynomial(config.chunkerPolynomial).isIrreducible
        let once = ByteBuffer()
        config.appendJSON(to: once)
        try require(try RepositoryConfig(json: once.bytes) == config, "a config comes back as another one")
    }

    static func key(_ input: UnsafeRawBufferPointer) throws {
        guard let key = try accepted(.integrity, by: { try KeyFile(json: input) }) else { return }
        if try accepted(.integrity, by: { try key.scrypt.validate() }) != nil {
            let memory = key.scrypt.n * 128 * UInt64(key.scrypt.r)
            try require(memory <= Scrypt.memoryLimit, "a key asks for too much memory")
        }
        let once = ByteBuffer()
        key.appendJSON(to: once)
        let read = try KeyFile(json: once.bytes)
        try require(read.salt == key.salt && read.data == key.data, "a key comes back as another one")
    }

    static func lock(_ input: UnsafeRawBufferPointer) throws {
        guard let lock = try accepted(.integrity, by: { try LockFile(json: input) }) else { return }
        let once = ByteBuffer()
        lock.encode(into: once)
        let twice = ByteBuffer()
        try LockFile(json: once.bytes).encode(into: twice)
        try requireEqual(once, twice, "a lock")
    }
}
