import DRCore
import DRTestSupport
import Synchronization
import Testing

struct ParallelWorkTests {
    @Test(.tags(.small), arguments: [(0, 4), (1, 4), (3, 8), (1000, 1), (1000, 2), (1000, 16), (10, 0)])
    func doesEveryPieceOnce(count: Int, workers: Int) throws {
        let done = Mutex<[Int]>([])
        let seen = Mutex<Set<Int>>([])
        try ParallelWork.forEach(count: count, workers: workers) { worker, piece in
            done.withLock { $0.append(piece) }
            seen.withLock { _ = $0.insert(worker) }
        }
        #expect(done.withLock { $0.sorted() } == Array(0..<count))
        #expect(seen.withLock { $0.isSubset(of: Set(0..<max(workers, 1))) })
    }

    @Test(.tags(.small))
    func usesEachWorkerForOnePieceAtATime() throws {
        let busy = Mutex<Set<Int>>([])
        let overlaps = Atomic<Int>(0)
        try ParallelWork.forEach(count: 2000, workers: 4) { worker, _ in
            let isFree = busy.withLock { $0.insert(worker).inserted }
            if !isFree { overlaps.add(1, ordering: .relaxed) }
            busy.withLock { _ = $0.remove(worker) }
        }
        #expect(overlaps.load(ordering: .relaxed) == 0)
    }

    @Test(.tags(.small), arguments: [1, 4])
    func stopsAtTheFirstError(workers: Int) throws {
        // So many that the call could not return by doing them all.
        let error = #expect(throws: DRError.self) {
            try ParallelWork.forEach(count: 1 << 50, workers: workers) { _, piece in
                if piece == 100 { throw DRError(.failed, "piece \(piece)") }
            }
        }
        #expect(error?.message == "piece 100")
    }

    @Test(.tags(.small))
    func reportsOneOfSeveralErrors() throws {
        let error = #expect(throws: DRError.self) {
            try ParallelWork.forEach(count: 64, workers: 8) { _, piece in throw DRError(.failed, "piece \(piece)") }
        }
        // At most the first piece of each worker was started.
        #expect((0..<8).map { "piece \($0)" }.contains(error?.message))
    }
}
