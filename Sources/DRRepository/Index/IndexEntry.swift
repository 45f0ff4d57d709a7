import DRStorage

/// One blob in the index: 48 bytes, no object per blob.
struct IndexEntry {
    /// The SHA-256 of the content.
    var id: ObjectID
    /// The number of the pack in the index' table; the top bit marks a tree.
    var packAndType: UInt32
    var offset: UInt32
    var length: UInt32
    var uncompressedLength: UInt32

    /// Stands for "reserved by a writer, not in a pack yet".
    static let pendingPack: UInt32 = 0x7fff_ffff

    private static let treeBit: UInt32 = 0x8000_0000

    init(id: ObjectID, type: BlobType, pack: UInt32, offset: Int, length: Int, uncompressedLength: Int) {
        self.id = id
        packAndType = pack | (type == .tree ? Self.treeBit : 0)
        self.offset = UInt32(truncatingIfNeeded: offset)
        self.length = UInt32(truncatingIfNeeded: length)
        self.uncompressedLength = UInt32(truncatingIfNeeded: uncompressedLength)
    }

    var type: BlobType { packAndType & Self.treeBit == 0 ? .data : .tree }
    var pack: UInt32 { packAndType & ~Self.treeBit }
    var isPending: Bool { pack == Self.pendingPack }
}
