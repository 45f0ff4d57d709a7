import DRCore

/// Refuses every change, for commands that promise not to write.
package struct ReadOnlyBackend: Backend {
    private let base: any Backend

    /// Wraps a backend.
    package init(_ base: any Backend) {
        self.base = base
    }

    package var location: String { base.location }

    package var parallelism: Int { base.parallelism }

    package func create() throws { throw refusal("create a repository", nil) }

    package func save(_ name: ObjectName, _ content: UnsafeRawBufferPointer) throws { throw refusal("save", name) }

    package func load(_ name: ObjectName, range: Range<Int>?, into buffer: ByteBuffer) throws {
        try base.load(name, range: range, into: buffer)
    }

    package func size(of name: ObjectName) throws -> Int { try base.size(of: name) }

    package func list(_ kind: ObjectKind, _ visit: (ObjectID, _ size: Int) throws -> Void) throws {
        try base.list(kind, visit)
    }

    package func delete(_ name: ObjectName) throws { throw refusal("delete", name) }

    package func leftovers() throws -> [Leftover] { try base.leftovers() }

    package func delete(_ leftover: Leftover) throws { throw refusal("delete \(leftover.path)", nil) }

    private func refusal(_ operation: String, _ name: ObjectName?) -> StorageFailure {
        let error = DRError(
            .refusedByGuardrail,
            "cannot \(operation): the repository was opened for reading only",
            object: name?.description ?? location
        )
        return StorageFailure(.permanent, name, error)
    }
}
