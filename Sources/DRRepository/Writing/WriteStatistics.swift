/// What a writer stored; bytes before compression and as stored.
package struct WriteStatistics: Sendable, Equatable {
    package var dataBlobs: UInt64 = 0
    package var treeBlobs: UInt64 = 0
    package var contentBytes: UInt64 = 0
    package var storedBytes: UInt64 = 0
    package var packs: UInt64 = 0

    mutating func count(_ type: BlobType, _ content: Int, stored: Int, blobs: Int = 1) {
        if type == .data { dataBlobs += UInt64(blobs) } else { treeBlobs += UInt64(blobs) }
        contentBytes += UInt64(content)
        storedBytes += UInt64(stored)
    }
}
