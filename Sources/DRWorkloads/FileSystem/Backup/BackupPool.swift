import DRCore
import DRRepository

/// The threads of a backup and what they have to do.
///
/// Four kinds of work are taken in order of urgency, so that what was begun ends before more is begun and memory stays
/// bounded: chunks that are in memory, files, directories to compare, directories to list. Listing needs no repository
/// and runs while the repository is still being opened; everything else waits for `open`.
final class BackupPool: @unchecked Sendable {
    enum Urgency: Int {
        case chunk
        case file
        case directory
        case listing
    }

    typealias Job = (BackupWorker) throws -> Void

    private let condition = ThreadCondition()
    private let failure = FirstFailure()
    private let cancellation: Cancellation
    private var queues: [[Job]] = [[], [], [], []]
    private var outstanding = 0
    private var isOpen = false
    private var listedEntries = 0
    private let listingLimit: Int

    /// Makes a pool; listing stops ahead of the rest when `listingLimit` entries wait in memory.
    init(cancellation: Cancellation, listingLimit: Int = 1 << 15) {
        self.cancellation = cancellation
        self.listingLimit = listingLimit
    }

    /// Adds work; it may come from any thread, and from a running job.
    func submit(_ urgency: Urgency, _ job: @escaping Job) {
        condition.withLock {
            queues[urgency.rawValue].append(job)
            outstanding += 1
            condition.wakeOne()
        }
    }

    /// Lets work begin that needs the repository.
    func open() {
        condition.withLock {
            isOpen = true
            condition.wakeAll()
        }
    }

    /// Counts entries that were listed (positive) or dealt with (negative).
    func countListed(_ entries: Int) {
        condition.withLock {
            listedEntries += entries
            if entries < 0 { condition.wakeAll() }
        }
    }

    /// Ends the work early with an error.
    func fail(_ error: any Error) {
        failure.record(error)
        condition.withLock { condition.wakeAll() }
    }

    /// Runs jobs on the calling thread until all are done or one has failed.
    func work(_ worker: BackupWorker) {
        while let job = next() {
            do {
                try cancellation.check()
                try job(worker)
            } catch {
                failure.record(error)
            }
            condition.withLock {
                outstanding -= 1
                if outstanding == 0 || failure.isSet { condition.wakeAll() }
            }
        }
    }

    /// Runs one waiting chunk on the calling thread; false when there is none.
    func helpWithChunk(_ worker: BackupWorker) throws -> Bool {
        let job: Job? = condition.withLock { queues[Urgency.chunk.rawValue].popLast() }
        guard let job else { return false }
        defer { condition.withLock { outstanding -= 1 } }
        try job(worker)
        return true
    }

    /// Throws the first error of any job.
    func rethrow() throws {
        try failure.rethrow()
    }

    /// Throws when the work is to end early; long jobs ask now and then.
    func check() throws {
        try failure.rethrow()
        try cancellation.check()
    }

    /// Forgets what was not begun, once no thread works any more.
    func discardJobs() {
        condition.withLock {
            for urgency in queues.indices { queues[urgency] = [] }
        }
    }

    private func next() -> Job? {
        condition.withLock {
            while true {
                if failure.isSet || (outstanding == 0 && isOpen) { return nil }
                if let job = takeEligible() { return job }
                // A signal only sets a flag, so waiting threads look at it now and then.
                _ = condition.wait(seconds: 0.2)
                if cancellation.isCancelled {
                    failure.capture { try cancellation.check() }
                    condition.wakeAll()
                }
            }
        }
    }

    private func takeEligible() -> Job? {
        if isOpen {
            for urgency in 0..<Urgency.listing.rawValue {
                if let job = queues[urgency].popLast() { return job }
            }
        }
        let mayList = listedEntries < listingLimit || (isOpen && outstanding == queues[Urgency.listing.rawValue].count)
        return mayList ? queues[Urgency.listing.rawValue].popLast() : nil
    }
}
