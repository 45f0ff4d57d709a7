import DRCore
import DRRepository

/// What one thread of a restore works with.
///
/// Unchecked, as only the thread with its number touches it.
final class RestoreWorker: @unchecked Sendable {
    let codec: BlobCodec
    let directories: DirectoryHandles
    let metadata: MetadataWriter
    let writer: FileWriter
    /// Stored forms of blobs as they were read from a pack.
    let stored = ByteBuffer()
    /// The content of one blob; large enough from the start to begin at a page of memory.
    let content = ByteBuffer(capacity: 2 << 20)

    init(codec: BlobCodec, directories: DirectoryHandles, metadata: MetadataWriter, writer: FileWriter) {
        self.codec = codec
        self.directories = directories
        self.metadata = metadata
        self.writer = writer
    }
}
