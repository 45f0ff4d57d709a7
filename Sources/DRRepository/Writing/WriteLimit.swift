import DRCore

/// The most that a writer may store.
package struct WriteLimit: Sendable {
    /// Bytes of blobs as stored.
    package let bytes: UInt64
    /// What the writer throws beyond them; what it stored by then is indexed and can be used.
    package let error: DRError

    /// Takes both.
    package init(bytes: UInt64, error: DRError) {
        self.bytes = bytes
        self.error = error
    }
}
