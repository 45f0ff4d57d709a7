import DRCore
import DRRepository

extension WALArchive {
    /// Makes the log of this cluster known although nothing of it is archived yet.
    ///
    /// The caller holds a shared lock and has called `refresh` under it.
    package func adopt(hostname: String, programVersion: String) throws {
        guard !isKnown else { return }
        let codec = try repository.makeCodec(writeOptions)
        let writer = try BlobWriter(repository, options: writeOptions)
        let root = Result { try storeTrees([], writer, codec) }
        try writer.finish()
        try commit((root.get(), []), tags: [], hostname: hostname, programVersion: programVersion, codec)
    }
}
