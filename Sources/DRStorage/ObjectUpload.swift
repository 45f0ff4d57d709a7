/// An object that is handed to the storage piece by piece, before its name is known.
///
/// Used by one thread at a time. Ends with exactly one of `commit` and `abandon`.
package protocol ObjectUpload: AnyObject, Sendable {
    /// Adds bytes at the end.
    func append(_ bytes: UnsafeRawBufferPointer) throws

    /// Makes the object durable under its name, with the guarantees of `Backend.save`.
    func commit(as name: ObjectName) throws

    /// Gives up and removes what was written.
    func abandon()
}
