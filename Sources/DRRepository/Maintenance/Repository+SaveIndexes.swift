import DRCore
import DRStorage

extension Repository {
    /// An index file is finished when it has this many blobs.
    private static let indexSize = 50_000

    /// Stores index files for some packs of an index and returns how many they are.
    ///
    /// - Parameter packs: their places in the index.
    func saveIndexes(
        _ index: BlobIndex,
        _ packs: [Int],
        _ grouping: BlobIndex.Grouping,
        _ cancellation: Cancellation
    ) throws -> Int {
        var files: [[Int]] = []
        var blobs = Self.indexSize
        for pack in packs {
            if blobs >= Self.indexSize {
                files.append([])
                blobs = 0
            }
            files[files.count - 1].append(pack)
            blobs += grouping.blobCount(of: pack)
        }
        let chunks = files
        try ParallelWork.forEach(count: chunks.count) { [self] _, number in
            try cancellation.check()
            let json = ByteBuffer()
            IndexFile.encode(chunks[number].map { index.content(of: $0, grouping) }, into: json)
            _ = try saveUnpacked(.index, json.bytes, makeCodec())
        }
        return files.count
    }
}
