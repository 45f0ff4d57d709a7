import DRCore
import DRStorage
import DRTestSupport
import Synchronization
import Testing

struct RetryingBackendTests {
    private static let name = ObjectName(
        .pack,
        [UInt8](repeating: 1, count: 32).withUnsafeBytes { ObjectID(bytes: $0) }
    )

    /// What the wrapped backend and the callbacks saw.
    private final class Record: Sendable {
        let waits = Mutex<[Double]>([])
        let retries = Mutex<[RetryingBackend.Retry]>([])
    }

    private func retrying(
        _ base: any Backend,
        attempts: Int = 5,
        cancellation: Cancellation = Cancellation(),
        _ record: Record
    ) -> RetryingBackend {
        RetryingBackend(
            base,
            schedule: RetryingBackend.Schedule(attempts: attempts, firstWait: 1, longestWait: 6),
            cancellation: cancellation,
            sleep: { wait in record.waits.withLock { $0.append(wait) } },
            onRetry: { retry in record.retries.withLock { $0.append(retry) } }
        )
    }

    @Test(.tags(.small), arguments: 1...6)
    func repeatsEverySortOfCall(call: Int) throws {
        // The calls below are 1 create, 2 save, 3 load, 4 size, 5 list, 6 delete.
        let memory = MemoryBackend()
        let record = Record()
        let backend = retrying(FaultyBackend(memory, [.fail(call: call, .transient)]), record)
        try backend.create()
        try backend.save(Self.name, [1, 2, 3])
        let buffer = ByteBuffer([7])
        try backend.load(Self.name, range: 1..<3, into: buffer)
        #expect(buffer.array == [7, 2, 3])
        #expect(try backend.size(of: Self.name) == 3)
        #expect(try backend.list(.pack).map(\.size) == [3])
        try backend.delete(Self.name)
        #expect(memory.contents.isEmpty)
        #expect(record.waits.withLock { $0.count } == 1)
        #expect(record.retries.withLock { $0.map(\.attempt) } == [1])
        #expect(record.retries.withLock { $0.map(\.wait) } == record.waits.withLock { $0 })
    }

    @Test(.tags(.small))
    func givesUpWithTheLastFailure() throws {
        let faults = (1...5).map { FaultyBackend.Fault.fail(call: $0, .transient) }
        let base = FaultyBackend(MemoryBackend(), faults)
        let record = Record()
        let backend = retrying(base, record)
        let failure = #expect(throws: StorageFailure.self) { try backend.save(Self.name, [1]) }
        #expect(failure?.reason == .transient)
        #expect(failure?.error.message == "injected failure of call 5")
        #expect(base.calls == 5)
        let waits = record.waits.withLock { $0 }
        #expect(waits.count == 4)
        // Doubled each time up to the longest; each between half of that and all of it.
        for (wait, longest) in zip(waits, [1.0, 2, 4, 6]) { #expect((longest / 2...longest).contains(wait)) }
    }

    @Test(.tags(.small), arguments: [StorageFailure.Reason.permanent, .notFound])
    func passesOtherFailuresAtOnce(reason: StorageFailure.Reason) throws {
        let base = FaultyBackend(MemoryBackend(), [.fail(call: 1, reason)])
        let record = Record()
        let backend = retrying(base, record)
        let failure = #expect(throws: StorageFailure.self) { try backend.size(of: Self.name) }
        #expect(failure?.reason == reason)
        #expect(base.calls == 1)
        #expect(record.waits.withLock { $0.isEmpty })
    }

    @Test(.tags(.small))
    func showsNoObjectTwiceAndKeepsTheErrorsOfTheVisitor() throws {
        let memory = MemoryBackend([Self.name: [1]])
        let record = Record()
        let backend = retrying(FaultyBackend(memory, [.fail(call: 1, .transient)]), record)
        let transient = StorageFailure(.transient, nil, DRError(.failed, "of the visitor"))
        var visits = 0
        let failure = #expect(throws: StorageFailure.self) {
            try backend.list(.pack) { _, _ in
                visits += 1
                throw transient
            }
        }
        #expect(failure?.error.message == "of the visitor")
        #expect(visits == 1)
        #expect(record.waits.withLock { $0.count } == 1)
    }

    @Test(.tags(.small))
    func stopsWhenAskedTo() throws {
        let cancellation = Cancellation()
        let base = FaultyBackend(MemoryBackend(), (1...9).map { .fail(call: $0, .transient) })
        let backend = RetryingBackend(
            base,
            // An hour, which the real sleep must not wait for.
            schedule: RetryingBackend.Schedule(attempts: 9, firstWait: 3600, longestWait: 3600),
            cancellation: cancellation,
            onRetry: { _ in cancellation.cancel(.interrupted) }
        )
        let error = #expect(throws: DRError.self) { try backend.save(Self.name, [1]) }
        #expect(error?.code == .interrupted)
        #expect(base.calls == 1)
    }
}
