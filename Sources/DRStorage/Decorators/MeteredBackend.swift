import DRCore
import Synchronization

/// Counts what a run asks of its storage.
package struct MeteredBackend: Backend {
    /// Successful calls and bytes for one kind of object.
    package struct Use: Equatable, Sendable {
        package var saves = 0
        package var savedBytes = 0
        package var loads = 0
        package var loadedBytes = 0
        package var sizes = 0
        package var lists = 0
        package var deletes = 0

        /// Makes a count of nothing.
        package init() {}
    }

    private final class Counters: Sendable {
        let saves = Atomic<Int>(0)
        let savedBytes = Atomic<Int>(0)
        let loads = Atomic<Int>(0)
        let loadedBytes = Atomic<Int>(0)
        let sizes = Atomic<Int>(0)
        let lists = Atomic<Int>(0)
        let deletes = Atomic<Int>(0)
    }

    private let base: any Backend
    private let counters: [ObjectKind: Counters]

    /// Wraps a backend; copies of the value share the counts.
    package init(_ base: any Backend) {
        self.base = base
        counters = Dictionary(uniqueKeysWithValues: ObjectKind.allCases.map { ($0, Counters()) })
    }

    /// What was used so far for a kind.
    package func use(of kind: ObjectKind) -> Use {
        var use = Use()
        guard let counters = counters[kind] else { return use }
        use.saves = counters.saves.load(ordering: .relaxed)
        use.savedBytes = counters.savedBytes.load(ordering: .relaxed)
        use.loads = counters.loads.load(ordering: .relaxed)
        use.loadedBytes = counters.loadedBytes.load(ordering: .relaxed)
        use.sizes = counters.sizes.load(ordering: .relaxed)
        use.lists = counters.lists.load(ordering: .relaxed)
        use.deletes = counters.deletes.load(ordering: .relaxed)
        return use
    }

    package var location: String { base.location }

    package var parallelism: Int { base.parallelism }

    package func create() throws { try base.create() }

    package func save(_ name: ObjectName, _ content: UnsafeRawBufferPointer) throws {
        try base.save(name, content)
        counters[name.kind]?.saves.add(1, ordering: .relaxed)
        counters[name.kind]?.savedBytes.add(content.count, ordering: .relaxed)
    }

    package func load(_ name: ObjectName, range: Range<Int>?, into buffer: ByteBuffer) throws {
        let start = buffer.count
        try base.load(name, range: range, into: buffer)
        counters[name.kind]?.loads.add(1, ordering: .relaxed)
        counters[name.kind]?.loadedBytes.add(buffer.count - start, ordering: .relaxed)
    }

    package func size(of name: ObjectName) throws -> Int {
        let size = try base.size(of: name)
        counters[name.kind]?.sizes.add(1, ordering: .relaxed)
        return size
    }

    package func list(_ kind: ObjectKind, _ visit: (ObjectID, _ size: Int) throws -> Void) throws {
        try base.list(kind, visit)
        counters[kind]?.lists.add(1, ordering: .relaxed)
    }

    package func delete(_ name: ObjectName) throws {
        try base.delete(name)
        counters[name.kind]?.deletes.add(1, ordering: .relaxed)
    }

    package func leftovers() throws -> [Leftover] { try base.leftovers() }

    package func delete(_ leftover: Leftover) throws { try base.delete(leftover) }
}
