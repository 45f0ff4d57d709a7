import DRCore

/// Reads from a repository and drops every change, so that a rehearsal runs the real code and leaves no trace.
///
/// What was "saved" cannot be loaded again: a run keeps what it needs of its own new objects in its index.
package struct DryRunBackend: Backend {
    private let base: any Backend

    /// Wraps a backend.
    package init(_ base: any Backend) {
        self.base = base
    }

    package var location: String { base.location }

    package var parallelism: Int { base.parallelism }

    package func create() {}

    package func save(_ name: ObjectName, _ content: UnsafeRawBufferPointer) {}

    package func load(_ name: ObjectName, range: Range<Int>?, into buffer: ByteBuffer) throws {
        try base.load(name, range: range, into: buffer)
    }

    package func size(of name: ObjectName) throws -> Int { try base.size(of: name) }

    package func list(_ kind: ObjectKind, _ visit: (ObjectID, _ size: Int) throws -> Void) throws {
        try base.list(kind, visit)
    }

    package func delete(_ name: ObjectName) {}

    package func leftovers() throws -> [Leftover] { try base.leftovers() }

    package func delete(_ leftover: Leftover) {}
}
