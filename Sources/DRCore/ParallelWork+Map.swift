import Synchronization

extension ParallelWork {
    /// Calls `body(worker, piece)` for each piece 0..<count on `workers` threads; the results in the order of the pieces.
    ///
    /// - Throws: the first error that a piece threw.
    package static func map<Result: Sendable>(
        count: Int,
        workers: Int = WorkerThread.processorCount,
        _ body: @escaping @Sendable (_ worker: Int, _ piece: Int) throws -> Result
    ) throws -> [Result] {
        let results = ParallelResults<Result>(count: count)
        try forEach(count: count, workers: workers) { worker, piece in
            let result = try body(worker, piece)
            results.list.withLock { $0[piece] = result }
        }
        return results.list.withLock { $0.compactMap { $0 } }
    }
}

private final class ParallelResults<Result: Sendable>: Sendable {
    let list: Mutex<[Result?]>

    init(count: Int) { list = Mutex(Array(repeating: nil, count: count)) }
}
