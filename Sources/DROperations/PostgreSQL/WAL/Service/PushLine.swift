import DRCore
import DRLogSocket
import DRRepository
import DRWorkloads

/// Makes batches durable, in the order in which they come, while the next one is compressed.
final class PushLine: @unchecked Sendable {
    /// A batch with those who wait for it.
    struct Load: Sendable {
        let batch: WALPendingBatch
        let sources: [WALSource]
        /// What each file was before it was read.
        let files: [StoredFile?]
        let cluster: UInt64
        let requests: [PushRequest]
        /// Makes sure that the lock of the repository still holds.
        let confirm: @Sendable () throws -> Void
    }

    /// What came of batches since it was asked last.
    struct Outcome {
        /// Those that the repository holds.
        var stored: [(batch: WALBatch, cluster: UInt64)] = []
        /// Those that failed, or came after one that did: nothing that is in memory of the repository holds any more.
        var failed: [Load] = []
        var error: DRError?
    }

    private let ledger: PushLedger
    private let loads = BoundedQueue<Load>(capacity: 1)
    // What changes is under the condition.
    private let condition = ThreadCondition()
    private var count = 0
    private var outcome = Outcome()
    private var thread: WorkerThread?

    init(_ ledger: PushLedger) {
        self.ledger = ledger
    }

    func start() throws {
        thread = try WorkerThread { [self] in
            while let load = loads.pop() { store(load) }
        }
    }

    /// Ends the thread when all is done that was handed over.
    func close() {
        loads.close()
        thread?.join()
    }

    /// Hands a batch over; waits while two are there already.
    func push(_ load: Load) {
        condition.withLock { count += 1 }
        loads.push(load)
    }

    /// What has come of the batches so far; after a failure of all of them.
    func collect(waits: Bool = false) -> Outcome {
        condition.withLock {
            while count > 0, waits || outcome.error != nil { condition.wait() }
            defer { outcome = Outcome() }
            return outcome
        }
    }

    private func store(_ load: Load) {
        let hasFailed = condition.withLock { outcome.error != nil }
        if hasFailed {
            load.batch.abandon()
            return end(load, nil, nil)
        }
        do {
            let batch = try load.batch.commit(load.confirm)
            var answers: [Int: WALAnswer] = [:]
            for request in load.requests { answers[request.number] = .stored(isNew: true) }
            ledger.end(load.sources, stored: load.files, of: load.cluster, answers)
            end(load, batch, nil)
        } catch {
            end(load, nil, DRError(anyStorageError: error))
        }
    }

    private func end(_ load: Load, _ batch: WALBatch?, _ error: DRError?) {
        condition.withLock {
            count -= 1
            if let batch { outcome.stored.append((batch, load.cluster)) } else { outcome.failed.append(load) }
            outcome.error = outcome.error ?? error
            condition.wakeAll()
        }
    }
}
