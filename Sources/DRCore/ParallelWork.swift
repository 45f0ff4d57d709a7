import Synchronization

/// Runs numbered pieces of work on several threads.
package enum ParallelWork {
    /// Calls `body(worker, piece)` for each piece 0..<count on `workers` threads and waits for all.
    ///
    /// Pieces are handed out in order. After the first failure no new piece is started.
    ///
    /// - Throws: the first error that a piece threw.
    package static func forEach(
        count: Int,
        workers: Int = WorkerThread.processorCount,
        _ body: @escaping @Sendable (_ worker: Int, _ piece: Int) throws -> Void
    ) throws {
        guard count > 0 else { return }
        let next = PieceCounter()
        let failure = FirstFailure()
        let threads = min(max(workers, 1), count)
        let run: @Sendable (Int) -> Void = { worker in
            while !failure.isSet {
                let piece = next.take()
                guard piece < count else { return }
                failure.capture { try body(worker, piece) }
            }
        }
        var helpers: [WorkerThread] = []
        for worker in 1..<threads {
            failure.capture { helpers.append(try WorkerThread { run(worker) }) }
        }
        run(0)
        for helper in helpers { helper.join() }
        try failure.rethrow()
    }
}

private final class PieceCounter: Sendable {
    private let next = Atomic<Int>(0)

    func take() -> Int { next.wrappingAdd(1, ordering: .relaxed).oldValue }
}
