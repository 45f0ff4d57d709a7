/// How large a repository, or what some snapshots need of it, is.
package struct RepositoryStats: Sendable, Equatable {
    /// What a restore would write, added up over the snapshots.
    package struct Restore: Sendable, Equatable {
        package var snapshots = 0
        package var files: UInt64 = 0
        package var directories: UInt64 = 0
        /// Symbolic links, devices and fifos.
        package var others: UInt64 = 0
        /// Bytes of content; names of one file in a snapshot (hard links) count once.
        package var bytes: UInt64 = 0

        /// Makes an empty count.
        package init() {}
    }

    /// What is stored for the snapshots, each blob once.
    package struct Stored: Sendable, Equatable {
        package var dataBlobs: UInt64 = 0
        package var treeBlobs: UInt64 = 0
        /// Bytes as stored.
        package var bytes: UInt64 = 0
        /// Bytes before compression.
        package var contentBytes: UInt64 = 0

        /// Makes an empty count.
        package init() {}

        /// Bytes before compression for each stored byte; 1 for nothing.
        package var compressionRatio: Double { bytes == 0 ? 1 : Double(contentBytes) / Double(bytes) }
    }

    package var restore = Restore()
    package var stored = Stored()
    /// Distinct files by content: those with the same list of blobs count once.
    package var distinctFiles: UInt64 = 0
    /// Bytes of content of the distinct files.
    package var distinctFileBytes: UInt64 = 0
    /// Places in files that blobs stand in, over distinct directories.
    package var blobReferences: UInt64 = 0
    /// Blobs in the index; copies count.
    package var indexedBlobs = 0
    /// Bytes of memory that the index takes.
    package var indexMemory = 0

    /// Makes empty figures.
    package init() {}
}
