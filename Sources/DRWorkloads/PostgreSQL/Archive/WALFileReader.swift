import DRCore
import DRRepository

/// Reads one archived file piece by piece; any thread may use it, also while the archive goes on.
package struct WALFileReader: Sendable {
    /// The file.
    package let file: ArchivedWALFile
    /// The repository with its index as it was when the file was looked up.
    package let repository: Repository
    private let systemIdentifier: UInt64

    init(_ file: ArchivedWALFile, _ archive: WALArchive) {
        self.file = file
        repository = archive.repository
        systemIdentifier = archive.systemIdentifier
    }

    /// Hands over the content in order, two pieces at a time, with their place.
    ///
    /// - Parameters:
    ///   - codec: that of the calling thread.
    ///   - space: room for two pieces.
    /// - Throws: `DRError` (integrity) when it is damaged, or a segment of another cluster or place; what was handed over by
    ///   then is worth nothing. What the storage and `take` throw.
    package func read(
        _ codec: BlobCodec,
        _ space: ByteBuffer,
        _ take: (UnsafeRawBufferPointer, Int) throws -> Void
    ) throws {
        var offset = 0
        for number in stride(from: 0, to: file.content.count, by: 2) {
            space.removeAll()
            if number + 1 < file.content.count {
                try repository.loadPair((file.content[number], file.content[number + 1]), codec, into: space)
            } else {
                try repository.loadBlob(.data, file.content[number], codec, into: space)
            }
            if offset == 0 {
                try WALFileContent.require(space.bytes, of: Int(file.size), as: file.name, systemIdentifier)
            }
            try take(space.bytes, offset)
            offset += space.count
        }
        guard offset == Int(clamping: file.size) else { throw WALArchive.lengthError(file.name) }
    }
}
