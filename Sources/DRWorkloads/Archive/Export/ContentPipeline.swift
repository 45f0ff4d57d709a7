import DRCore
import DRRepository
import DRStorage

/// Brings content out of a repository in a given order: one thread plans, several decode ahead, the caller writes.
///
/// What is decoded and not yet written is bounded by the number of batches, each of at most half a MiB and one blob.
enum ContentPipeline<Mark: Sendable> {
    /// Where the plan goes; belongs to the planning thread.
    final class Plan {
        private static var batchSize: Int { 512 << 10 }
        private static var batchItems: Int { 1024 }

        private let queues: Queues
        private var batch: ContentBatch<Mark>?

        fileprivate init(_ queues: Queues) {
            self.queues = queues
        }

        /// Plans something for the writer to do between contents.
        func mark(_ mark: Mark) throws { try add(.mark(mark), 0) }

        /// Plans the content of a blob of `length` bytes.
        func content(_ id: ObjectID, length: Int) throws { try add(.content(id), length) }

        private func add(_ item: ContentBatch<Mark>.Item, _ length: Int) throws {
            let current: ContentBatch<Mark>
            if let batch {
                current = batch
            } else {
                // A closed queue says that the writer has given up, for a reason that it keeps.
                guard let fresh = queues.free.pop() else { throw Abandoned() }
                current = fresh
                batch = fresh
            }
            current.add(item, expected: length)
            if current.expected >= Self.batchSize || current.items.count >= Self.batchItems { flush() }
        }

        fileprivate func flush() {
            guard let full = batch else { return }
            batch = nil
            queues.ordered.push(full)
            queues.undecoded.push(full)
        }
    }

    fileprivate struct Abandoned: Error {}

    fileprivate final class Queues: Sendable {
        let free: BoundedQueue<ContentBatch<Mark>>
        let ordered: BoundedQueue<ContentBatch<Mark>>
        let undecoded: BoundedQueue<ContentBatch<Mark>>

        init(depth: Int) {
            free = BoundedQueue(capacity: depth)
            ordered = BoundedQueue(capacity: depth)
            undecoded = BoundedQueue(capacity: depth)
            for _ in 0..<depth { free.push(ContentBatch()) }
        }

        func close() {
            free.close()
            ordered.close()
            undecoded.close()
        }
    }

    /// Runs `plan` on a thread of its own and passes on what it planned, in order, on the calling thread.
    ///
    /// - Parameter damaged: makes the error about a blob one about the file that is being written.
    /// - Throws: the first error of the writer, of a blob, or of `plan` once all before it is passed on.
    static func run(
        _ repository: Repository,
        cancellation: Cancellation,
        plan: @escaping @Sendable (Plan) throws -> Void,
        mark: (Mark) throws -> Void,
        content: (UnsafeRawBufferPointer) throws -> Void,
        damaged: (any Error) -> any Error
    ) throws {
        let decoders = WorkerThread.processorCount
        let queues = Queues(depth: max(2 * decoders, 8))
        let failure = FirstFailure()
        var threads: [WorkerThread] = []
        let codecs = try (0..<decoders).map { _ in try repository.makeCodec() }
        do {
            for codec in codecs {
                threads.append(
                    try WorkerThread {
                        while let batch = queues.undecoded.pop() { batch.decode(repository, codec) }
                    }
                )
            }
            threads.append(
                try WorkerThread {
                    let target = Plan(queues)
                    failure.capture {
                        do { try plan(target) } catch is Abandoned {}
                    }
                    target.flush()
                    queues.ordered.close()
                    queues.undecoded.close()
                }
            )
            while let batch = queues.ordered.pop() {
                try cancellation.check()
                try batch.consume(mark: mark, content: content, damaged: damaged)
                batch.reset()
                queues.free.push(batch)
            }
        } catch {
            queues.close()
            for thread in threads { thread.join() }
            throw error
        }
        for thread in threads { thread.join() }
        try failure.rethrow()
    }
}
