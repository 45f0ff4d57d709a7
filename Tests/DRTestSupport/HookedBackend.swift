import DRCore
import DRStorage
import Synchronization

/// Passes calls on and calls a test before each save.
package final class HookedBackend: Backend {
    private let base: any Backend
    private let counts = Mutex<[ObjectKind: Int]>([:])
    private let beforeSave: @Sendable (ObjectName, _ number: Int) throws -> Void

    /// Wraps a backend; saves are counted from 1 for each kind of object.
    package init(_ base: any Backend, beforeSave: @escaping @Sendable (ObjectName, _ number: Int) throws -> Void) {
        self.base = base
        self.beforeSave = beforeSave
    }

    package var location: String { base.location }

    package var parallelism: Int { base.parallelism }

    package func create() throws { try base.create() }

    package func save(_ name: ObjectName, _ content: UnsafeRawBufferPointer) throws {
        let number = counts.withLock { counts in
            counts[name.kind, default: 0] += 1
            return counts[name.kind, default: 0]
        }
        try beforeSave(name, number)
        try base.save(name, content)
    }

    package func load(_ name: ObjectName, range: Range<Int>?, into buffer: ByteBuffer) throws {
        try base.load(name, range: range, into: buffer)
    }

    package func size(of name: ObjectName) throws -> Int { try base.size(of: name) }

    package func list(_ kind: ObjectKind, _ visit: (ObjectID, _ size: Int) throws -> Void) throws {
        try base.list(kind, visit)
    }

    package func delete(_ name: ObjectName) throws { try base.delete(name) }
}
