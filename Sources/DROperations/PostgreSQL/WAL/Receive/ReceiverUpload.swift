import CLinux
import DRCore
import DRStorage
import DRRepository
import DRWorkloads

/// Stores what a receiver hands over, on a thread of its own, in order; what fails is tried again until it is stored.
///
/// Whole segments wait in a short queue; of the unfinished end only the newest state is kept.
final class ReceiverUpload: @unchecked Sendable {
    private struct Item {
        let source: WALSource
        let end: LogSequenceNumber
        let isTail: Bool
    }

    // All that changes is under the condition.
    private let condition = ThreadCondition()
    private var items: [Item] = []
    private var flushed: LogSequenceNumber
    private var problem: DRError?
    private var isClosed = false
    private var thread: WorkerThread?

    private let archiver: WALArchiver
    private let cluster: UInt64
    private let note: @Sendable (String) -> Void

    /// Segments that wait; with more the receiver stops reading, and the slot keeps what follows.
    private static let limit = 4

    init(_ site: WALSite, cluster: UInt64, start: LogSequenceNumber, note: @escaping @Sendable (String) -> Void) {
        archiver = WALArchiver(site)
        self.cluster = cluster
        flushed = start
        self.note = note
    }

    /// Starts the thread.
    func start() throws {
        thread = try WorkerThread { [self] in
            work()
            archiver.release()
        }
    }

    /// Ends the thread after the item it is at.
    func close() {
        condition.withLock {
            isClosed = true
            condition.wakeAll()
        }
        thread?.join()
    }

    /// Up to where the repository holds everything.
    var durable: LogSequenceNumber { condition.withLock { flushed } }

    /// Why nothing can be stored at present.
    var failure: DRError? { condition.withLock { problem } }

    /// Whether more may be handed over.
    var hasRoom: Bool { condition.withLock { items.count < Self.limit } }

    /// Waits until all that was handed over is stored.
    ///
    /// - Parameter isWanted: asked several times a second; false ends the wait.
    /// - Returns: whether all is stored.
    func drain(while isWanted: () -> Bool) -> Bool {
        while true {
            let isDone = condition.withLock {
                if !items.isEmpty { _ = condition.wait(seconds: 0.2) }
                return items.isEmpty
            }
            if isDone || !isWanted() { return isDone }
        }
    }

    /// Hands over a file that is whole: a segment, or a history.
    func add(_ source: WALSource, end: LogSequenceNumber) {
        add(Item(source: source, end: end, isTail: false))
    }

    /// Hands over the unfinished segment as it is now.
    func addTail(_ source: WALSource, end: LogSequenceNumber) {
        add(Item(source: source, end: end, isTail: true))
    }

    private func add(_ item: Item) {
        condition.withLock {
            // What is newer holds all of an unfinished segment that nobody has begun to store.
            if items.count > 1, items[items.count - 1].isTail { items.removeLast() }
            items.append(item)
            condition.wakeAll()
        }
    }

    private func work() {
        var wait = 1.0
        while true {
            let next: Item? = condition.withLock {
                while items.isEmpty, !isClosed { condition.wait() }
                return isClosed ? nil : items[0]
            }
            guard let next else { return }
            do {
                if next.isTail {
                    try archiver.storeTail(next.source, end: next.end, of: cluster)
                } else {
                    try archiver.store([next.source], of: cluster)
                }
                archiver.release()
                wait = 1
                condition.withLock {
                    items.removeFirst()
                    flushed = max(flushed, next.end)
                    problem = nil
                    condition.wakeAll()
                }
            } catch {
                let error = DRError(anyStorageError: error)
                note("\(next.source.name.name) could not be stored: \(error.description); it is tried again")
                condition.withLock {
                    problem = error
                    if !isClosed { _ = condition.wait(seconds: wait) }
                }
                wait = min(wait * 2, 30)
            }
        }
    }
}
