import DRCore

/// The pack buffers of one blob type; their number is bounded, so that writers wait while uploads lag.
final class SparePacks: @unchecked Sendable {
    private let condition = ThreadCondition()
    private let type: BlobType
    private let capacity: Int
    private let limit: Int
    private var free: [PackBuilder] = []
    private var made = 0

    /// Makes a pool of at most `limit` buffers: those that are filled and those on their way to the storage.
    init(type: BlobType, packSize: Int, limit: Int) {
        self.type = type
        self.limit = limit
        capacity = packSize + packSize / 8
    }

    /// An empty pack; waits for one to come back when all are in use.
    func take() throws -> PackBuilder {
        let spare: PackBuilder? = condition.withLock {
            while free.isEmpty, made == limit { condition.wait() }
            if let pack = free.popLast() { return pack }
            made += 1
            return nil
        }
        return try spare ?? PackBuilder(type: type, capacity: capacity)
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
