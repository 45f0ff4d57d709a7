/// What a pack holds and how much of it is needed; sizes in bytes of the stored forms.
struct PackUse: Sendable {
    var usedBlobs = 0
    var usedBytes = 0
    var blobs = 0
    var bytes = 0
    var compressedBlobs = 0
    var hasData = false
    var hasTrees = false
    /// Whether a needed directory is stored without compression.
    var hasPlainTrees = false

    var unusedBytes: Int { bytes - usedBytes }
    var isMixed: Bool { hasData && hasTrees }

    /// The size that the file must have.
    var fileSize: Int {
        PackHeader.packSize(
            contentLength: bytes,
            plainBlobs: blobs - compressedBlobs,
            compressedBlobs: compressedBlobs
        )
    }

    mutating func count(_ copy: BlobIndex.Copy) {
        blobs += 1
        bytes += copy.length
        if copy.uncompressedLength != 0 { compressedBlobs += 1 }
        if copy.type == .data { hasData = true } else { hasTrees = true }
    }

    mutating func countUsed(_ copy: BlobIndex.Copy) {
        usedBlobs += 1
        usedBytes += copy.length
        if copy.type == .tree, copy.uncompressedLength == 0 { hasPlainTrees = true }
    }
}
