/// One blob that has to be written to one place of one file: 24 bytes.
struct BlobFetch {
    /// The number of the pack, then the offset in it: the order in which blobs are read.
    var place: UInt64
    var fileOffset: Int
    var file: Int32
    /// The number of the blob in the index.
    var blob: UInt32
}
