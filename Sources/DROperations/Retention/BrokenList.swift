import DRStorage
import Synchronization

/// Gathers, from several threads, the objects that could not be read.
final class BrokenList: Sendable {
    private let ids = Mutex<[ObjectID]>([])

    /// What was gathered, in order.
    var all: [ObjectID] { ids.withLock { $0 }.sorted() }

    func add(_ id: ObjectID) { ids.withLock { $0.append(id) } }
}
