/// A regular file of the snapshot; its blobs are a run in the plan's list.
struct PlannedFile {
    var directory: Int32
    var blobCount: UInt32
    /// Where the name starts in the plan's names.
    var name: Int
    /// The first of its blobs in the plan's list.
    var firstBlob: Int
    /// Bytes, as its blobs add up.
    var size: Int
    /// Content length of the one blob that the index does not have, as the rest of the size leaves it; 0 when all are known.
    var missingLength: Int
    var metadata: PlannedMetadata
    /// Several names of the snapshot lead to it.
    var hasLinks = false
}
