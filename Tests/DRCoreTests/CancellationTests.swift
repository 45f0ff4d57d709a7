import DRCore
import DRTestSupport
import Testing

struct CancellationTests {
    @Test(.tags(.small), arguments: [DRError.Code.interrupted, .terminated, .tryLater])
    func stopsWithItsReason(code: DRError.Code) throws {
        let cancellation = Cancellation()
        #expect(!cancellation.isCancelled)
        try cancellation.check()
        cancellation.cancel(code)
        #expect(cancellation.isCancelled)
        let error = #expect(throws: DRError.self) { try cancellation.check() }
        #expect(error?.code == code)
    }

    @Test(.tags(.small))
    func keepsTheFirstReason() throws {
        let cancellation = Cancellation()
        cancellation.cancel(.terminated)
        cancellation.cancel(.interrupted)
        let error = #expect(throws: DRError.self) { try cancellation.check() }
        #expect(error?.code == .terminated)
    }

    @Test(.tags(.small))
    func isSeenByOtherThreads() throws {
        let cancellation = Cancellation()
        let seen = FirstFailure()
        let thread = try WorkerThread {
            while !seen.isSet { seen.capture { try cancellation.check() } }
        }
        cancellation.cancel(.interrupted)
        thread.join()
        #expect(throws: DRError.self) { try seen.rethrow() }
    }
}
