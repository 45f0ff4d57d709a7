import DRCore
import DRStorage
import Synchronization

/// A repository in memory that remembers every change in order, so that a test can look at the state after any of them.
package final class OperationLogBackend: Backend {
    /// One change that succeeded.
    package enum Operation: Sendable, CustomStringConvertible {
        case save(ObjectName, [UInt8])
        case delete(ObjectName)

        package var description: String {
            switch self {
            case .save(let name, let bytes): "save \(name), \(bytes.count) bytes"
            case .delete(let name): "delete \(name)"
            }
        }
    }

    private let initial: [ObjectName: [UInt8]]
    private let base: MemoryBackend
    private let log = Mutex<[Operation]>([])

    /// Starts from the objects of `start`, which is not changed.
    package init(startingAt start: MemoryBackend = MemoryBackend()) {
        initial = start.contents
        base = MemoryBackend(initial)
    }

    /// The changes so far, oldest first.
    package var operations: [Operation] { log.withLock { $0 } }

    /// What a process that died after the first `count` changes would have left.
    ///
    /// - Parameter tornTo: where the last of these changes is a save, the part of its bytes, 0 to 1, that reached the device.
    package func state(after count: Int, tornTo fraction: Double? = nil) -> MemoryBackend {
        var objects = initial
        let changes = operations.prefix(count)
        for (index, change) in changes.enumerated() {
            switch change {
            case .save(let name, let bytes):
                guard let fraction, index == changes.count - 1 else {
                    objects[name] = bytes
                    continue
                }
                objects[name] = Array(bytes.prefix(Int(Double(bytes.count) * fraction)))
            case .delete(let name):
                objects[name] = nil
            }
        }
        return MemoryBackend(objects)
    }

    package var location: String { base.location }

    package var parallelism: Int { base.parallelism }

    package func create() {}

    /// The change and its record are one step, so that the log is an order that really happened.
    package func save(_ name: ObjectName, _ content: UnsafeRawBufferPointer) throws {
        try log.withLock { log in
            let isNew = try !base.exists(name)
            try base.save(name, content)
            if isNew { log.append(.save(name, [UInt8](content))) }
        }
    }

    package func load(_ name: ObjectName, range: Range<Int>?, into buffer: ByteBuffer) throws {
        try base.load(name, range: range, into: buffer)
    }

    package func size(of name: ObjectName) throws -> Int { try base.size(of: name) }

    package func list(_ kind: ObjectKind, _ visit: (ObjectID, _ size: Int) throws -> Void) throws {
        try base.list(kind, visit)
    }

    package func delete(_ name: ObjectName) throws {
        try log.withLock { log in
            guard try base.exists(name) else { return }
            base.delete(name)
            log.append(.delete(name))
        }
    }
}
