import DRCore
import DRRepository
import DRStorage
import Synchronization

/// The chunks of one file or stream on their way; the last one that is stored ends it.
final class ChunkedContent: Sendable {
    typealias Completion = @Sendable ([ObjectID], BackupWorker) throws -> Void

    private let ids = Mutex<[ObjectID?]>([])
    private let remaining = Atomic<Int>(1)
    private let completion: Completion

    init(_ completion: @escaping Completion) {
        self.completion = completion
    }

    /// Claims the place of the next chunk.
    func nextPlace() -> Int {
        remaining.add(1, ordering: .relaxed)
        return ids.withLock { ids in
            ids.append(nil)
            return ids.count - 1
        }
    }

    /// Notes a stored chunk.
    func set(_ id: ObjectID, at place: Int, _ worker: BackupWorker) throws {
        ids.withLock { $0[place] = id }
        try finishOne(worker)
    }

    /// Notes that no more chunks come.
    func end(_ worker: BackupWorker) throws {
        try finishOne(worker)
    }

    private func finishOne(_ worker: BackupWorker) throws {
        guard remaining.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 else { return }
        try completion(ids.withLock { $0.compactMap { $0 } }, worker)
    }
}
