import DRCore
import DRRepository

/// What one thread of a backup works with.
final class BackupWorker {
    /// Space for the content of small files.
    let content = ByteBuffer()
    /// Space for the JSON of one directory.
    let tree = ByteBuffer()
    /// The path of the entry at hand.
    let path = EntryPath()
    /// Reads the metadata of entries.
    let capture: NodeCapture
    private var ownCodec: BlobCodec?

    init(owners: OwnerNames, keepsAccessTimes: Bool) {
        capture = NodeCapture(owners: owners, keepsAccessTimes: keepsAccessTimes)
    }

    /// The blob contexts, made on first use because the key is not known before.
    func codec(_ destination: BackupDestination) throws -> BlobCodec {
        if let ownCodec { return ownCodec }
        let codec = try destination.repository.makeCodec(destination.options)
        ownCodec = codec
        return codec
    }
}
