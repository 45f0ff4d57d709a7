import DRCore
import DRStorage

/// The pack buffers of one blob type; their number is bounded, so that writers wait while uploads lag.
final class SparePacks: @unchecked Sendable {
    private let condition = ThreadCondition()
    private let type: BlobType
    private let backend: any Backend
    private let memoryLimit: Int
    private let limit: Int
    private var free: [PackBuilder] = []
    private var made = 0
    private var isClosed = false

    /// Makes a pool of at most `limit` packs: those that are filled and those on their way to the storage.
    init(type: BlobType, backend: any Backend, memoryLimit: Int, limit: Int) {
        self.type = type
        self.backend = backend
        self.memoryLimit = memoryLimit
        self.limit = limit
    }

    /// An empty pack; waits for one to come back when all are in use.
    ///
    /// - Throws: `DRError` once the pool is closed.
    func take() throws -> PackBuilder {
        let spare: PackBuilder? = try condition.withLock {
            while free.isEmpty, made == limit, !isClosed { condition.wait() }
            if isClosed { throw DRError(.failed, "nothing more is stored after a failed write") }
            if let pack = free.popLast() { return pack }
            made += 1
            return nil
        }
        return try spare ?? PackBuilder(type: type, backend: backend, memoryLimit: memoryLimit)
    }

    /// Lets threads go that wait for a pack which, after a failure, may never come back.
    func close() {
        condition.withLock {
            isClosed = true
            condition.wakeAll()
        }
    }

    /// Takes back a pack.
    func giveBack(_ pack: PackBuilder) {
        pack.clear()
        condition.withLock {
            free.append(pack)
            condition.wakeAll()
        }
    }
}
