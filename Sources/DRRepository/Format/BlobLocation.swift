import DRStorage

/// Where a blob lies: a run of bytes in a pack.
package struct BlobLocation: Hashable, Sendable {
    /// The pack file.
    package var pack: ObjectID
    /// The first byte of the stored form in the pack.
    package var offset: Int
    /// The bytes of the stored form, with its 32 bytes of initialisation vector and authentication tag.
    package var length: Int
    /// The bytes of the content when it is stored compressed; 0 when it is stored as it is.
    package var uncompressedLength: Int

    /// Names a place.
    package init(pack: ObjectID, offset: Int, length: Int, uncompressedLength: Int) {
        self.pack = pack
        self.offset = offset
        self.length = length
        self.uncompressedLength = uncompressedLength
    }

    /// The bytes of the content.
    package var contentLength: Int { uncompressedLength == 0 ? length - 32 : uncompressedLength }
}
