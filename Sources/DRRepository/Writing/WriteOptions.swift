/// How new blobs are written.
package struct WriteOptions: Sendable {
    /// Compression of data blobs.
    package var compression: Compression
    /// Whether each new blob is decrypted, decompressed and compared before it is acknowledged.
    package var verifiesBlobs: Bool
    /// The size that packs are filled to, in bytes.
    package var packSize: Int
    /// How much may be stored at most; nil for any amount.
    package var limit: WriteLimit?

    /// Makes options; packs of 16 MiB, as restic writes them.
    package init(compression: Compression = .auto, verifiesBlobs: Bool = true, packSize: Int = 16 << 20) {
        self.compression = compression
        self.verifiesBlobs = verifiesBlobs
        self.packSize = packSize
    }
}
