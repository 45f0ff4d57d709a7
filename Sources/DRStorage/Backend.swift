import DRCore

/// A place where a repository's objects lie.
///
/// Contract, which the conformance suite checks for every backend:
/// - All calls may come from several threads at once and may block; none is made from the cooperative pool.
/// - An object is complete or absent: `save` returns only when the bytes are durable under their final name, and a
///   failure or crash in the middle leaves nothing under that name.
/// - Objects are never changed. Saving a name that exists succeeds when the content has the same size and fails otherwise;
///   the config, whose name does not depend on its content, must be equal byte for byte.
/// - `load`, `size` of an absent object throw `DRError` from `StorageFailure.notFound`; `delete` of one succeeds.
/// - Failures that a repeat may cure throw through `StorageFailure.transient`; `RetryingBackend` repeats those.
package protocol Backend: Sendable {
    /// The place as the user wrote it, without any secret.
    var location: String { get }

    /// How many calls make sense at the same time.
    var parallelism: Int { get }

    /// Prepares the place for a new repository (folders, bucket).
    func create() throws

    /// Stores `content` as `name`, durably.
    func save(_ name: ObjectName, _ content: UnsafeRawBufferPointer) throws

    /// Starts an object that is handed over piece by piece; nil when the storage takes only whole objects.
    func beginUpload() throws -> (any ObjectUpload)?

    /// Appends the bytes `range` of the object to `buffer`; nil reads all of it, and a failure leaves `buffer` as it was.
    ///
    /// - Throws: when the object is shorter than the range asks for.
    func load(_ name: ObjectName, range: Range<Int>?, into buffer: ByteBuffer) throws

    /// The size of the object in bytes.
    func size(of name: ObjectName) throws -> Int

    /// Calls `visit` for each object of a kind, in no order; names that are not 64 hexadecimal digits are passed over.
    func list(_ kind: ObjectKind, _ visit: (ObjectID, _ size: Int) throws -> Void) throws

    /// Removes the object.
    func delete(_ name: ObjectName) throws

    /// What interrupted writes left behind, by place; running ones may be among it.
    func leftovers() throws -> [Leftover]

    /// Removes a leftover; one that changed since it was listed, or is gone, stays as it is.
    func delete(_ leftover: Leftover) throws
}

extension Backend {
    /// Whole objects only.
    package func beginUpload() throws -> (any ObjectUpload)? { nil }

    /// None: a storage that makes whole objects only leaves nothing behind.
    package func leftovers() throws -> [Leftover] { [] }

    /// Nothing.
    package func delete(_ leftover: Leftover) throws {}

    /// All objects of a kind with their sizes in bytes.
    package func list(_ kind: ObjectKind) throws -> [(id: ObjectID, size: Int)] {
        var objects: [(id: ObjectID, size: Int)] = []
        try list(kind) { objects.append((id: $0, size: $1)) }
        return objects
    }

    /// The whole object.
    package func load(_ name: ObjectName) throws -> ByteBuffer {
        let buffer = ByteBuffer()
        try load(name, range: nil, into: buffer)
        return buffer
    }

    /// Whether the object is there.
    package func exists(_ name: ObjectName) throws -> Bool {
        do {
            _ = try size(of: name)
            return true
        } catch let failure as StorageFailure where failure.reason == .notFound {
            return false
        }
    }
}
