import DRCore
import DRTestSupport
import Testing

struct FirstFailureTests {
    @Test(.tags(.small))
    func keepsTheFirst() throws {
        let failure = FirstFailure()
        #expect(!failure.isSet)
        try failure.rethrow()
        failure.capture {}
        #expect(!failure.isSet)
        failure.capture { throw DRError(.failed, "one") }
        failure.record(DRError(.failed, "two"))
        #expect(failure.isSet)
        for _ in 0..<2 {
            let error = #expect(throws: DRError.self) { try failure.rethrow() }
            #expect(error?.message == "one")
        }
    }

    @Test(.tags(.small))
    func keepsOneOfManyThreads() throws {
        let failure = FirstFailure()
        let threads = try (0..<8).map { number in
            try WorkerThread { failure.record(DRError(.failed, "\(number)")) }
        }
        for thread in threads { thread.join() }
        let first = #expect(throws: DRError.self) { try failure.rethrow() }
        let second = #expect(throws: DRError.self) { try failure.rethrow() }
        #expect(first?.message == second?.message)
    }
}
