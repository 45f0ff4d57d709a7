import DRStorage

/// A blob whose stored form is ready for a pack.
struct SealedBlob {
    let id: ObjectID
    /// Bytes of the stored form.
    let length: Int
    /// Bytes of the content when compressed, else 0.
    let uncompressedLength: Int
}
