import DRCore
import Synchronization

/// A repository in memory, for tests and rehearsals.
package final class MemoryBackend: Backend {
    private let objects: Mutex<[ObjectName: [UInt8]]>

    /// Makes a backend that holds `objects`.
    package init(_ objects: [ObjectName: [UInt8]] = [:]) {
        self.objects = Mutex(objects)
    }

    /// A copy of all objects.
    package var contents: [ObjectName: [UInt8]] { objects.withLock { $0 } }

    package var location: String { "memory" }

    package var parallelism: Int { 4 }

    package func create() {}

    package func save(_ name: ObjectName, _ content: UnsafeRawBufferPointer) throws {
        let bytes = [UInt8](content)
        let isAccepted = objects.withLock { objects in
            guard let present = objects[name] else {
                objects[name] = bytes
                return true
            }
            return name.kind == .config ? present == bytes : present.count == bytes.count
        }
        guard isAccepted else { throw StorageFailure.taken(name, in: name.path) }
    }

    package func load(_ name: ObjectName, range: Range<Int>?, into buffer: ByteBuffer) throws {
        let bytes = try bytes(of: name)
        let range = range ?? 0..<bytes.count
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else {
            throw StorageFailure.short(name, size: bytes.count, range, in: name.path)
        }
        bytes.withUnsafeBytes { buffer.append(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    package func size(of name: ObjectName) throws -> Int { try bytes(of: name).count }

    package func list(_ kind: ObjectKind, _ visit: (ObjectID, _ size: Int) throws -> Void) throws {
        let found = objects.withLock { objects in
            objects.compactMap { $0.key.kind == kind ? (id: $0.key.id, size: $0.value.count) : nil }
        }
        for object in found { try visit(object.id, object.size) }
    }

    package func delete(_ name: ObjectName) {
        _ = objects.withLock { $0.removeValue(forKey: name) }
    }

    private func bytes(of name: ObjectName) throws -> [UInt8] {
        guard let bytes = objects.withLock({ $0[name] }) else { throw StorageFailure.absent(name, in: name.path) }
        return bytes
    }
}
