import DRCore

/// The pack buffers of one blob type; their number is bounded, so that writers wait while uploads lag.
final class SparePacks: @unchecked Sendable {
    /// Two that are filled and one on its way to the storage.
    private static let limit = 3

    private let condition = ThreadCondition()
    private let type: BlobType
    private let capacity: Int
    private var free: [PackBuilder] = []
    private var made = 0

    init(type: BlobType, packSize: Int) {
        self.type = type
        capacity = packSize + packSize / 8
    }

    /// An empty pack; waits for one to come back when all are in use.
    func take() throws -> PackBuilder {
        let spare: PackBuilder? = condition.withLock {
            while free.isEmpty, made == Self.limit { condition.wait() }
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
