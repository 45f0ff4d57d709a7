import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

@Suite(.tags(.small))
struct RepositoryLockTests {
    @Test(
        "shared locks stand side by side, an exclusive one alone",
        arguments: [(false, false, true), (false, true, false), (true, false, false), (true, true, false)]
    )
    func conflicts(_ held: Bool, _ asked: Bool, _ isAllowed: Bool) throws {
        let bench = try LockTestBench()
        let first = try RepositoryLock.acquire(bench.repository, exclusive: held, options: bench.options(pid: 1))
        if isAllowed {
            let second = try RepositoryLock.acquire(bench.repository, exclusive: asked, options: bench.options(pid: 2))
            try second.confirm()
            second.release()
        } else {
            let error = #expect(throws: DRError.self) {
                try RepositoryLock.acquire(bench.repository, exclusive: asked, options: bench.options(pid: 2))
            }
            #expect(error?.code == .locked)
            #expect(error?.message.contains("tester@here, process 1, since 2024-01-25T14:30:22") == true)
        }
        try first.confirm()
        #expect(try bench.lockCount == 1)
        first.release()
        #expect(try bench.lockCount == 0)
    }

    @Test("waiting for a lock ends when it is released")
    func waits() throws {
        let bench = try LockTestBench()
        let first = try RepositoryLock.acquire(bench.repository, exclusive: true, options: bench.options(pid: 1))
        var options = bench.options(pid: 2, retryFor: 60)
        let sleep = options.sleep
        options.sleep = { seconds in
            sleep(seconds)
            first.release()
        }
        let second = try RepositoryLock.acquire(bench.repository, exclusive: true, options: options)
        second.release()
        #expect(bench.events.contains { if case .waiting = $0 { true } else { false } })
    }

    @Test("waiting for a lock ends after the time given")
    func givesUp() throws {
        let bench = try LockTestBench()
        _ = try bench.plant(exclusive: true, bench.options(pid: 1))
        let start = bench.options(pid: 2).now()
        let error = #expect(throws: DRError.self) {
            try RepositoryLock.acquire(
                bench.repository,
                exclusive: false,
                options: bench.options(pid: 2, retryFor: 60)
            )
        }
        #expect(error?.code == .locked)
        let waited = bench.options(pid: 2).now().seconds(since: start)
        #expect((60...62).contains(waited))
        #expect(try bench.lockCount == 1)
    }

    @Test("the lock of a process that died here is removed, also an exclusive one", arguments: [false, true])
    func clearsDead(_ exclusive: Bool) throws {
        let bench = try LockTestBench()
        let old = try bench.plant(exclusive: exclusive, bench.options(pid: 1))
        bench.die(1)
        let lock = try RepositoryLock.acquire(bench.repository, exclusive: true, options: bench.options(pid: 2))
        #expect(try !bench.backend.exists(ObjectName(.lock, old)))
        lock.release()
        #expect(bench.events.contains { if case .removedDead = $0 { true } else { false } })
    }

    @Test("a stale lock of another host still blocks, and the message names the remedy")
    func staleBlocks() throws {
        let bench = try LockTestBench()
        _ = try bench.plant(exclusive: true, bench.options(pid: 1, host: "there"))
        bench.advance(1801)
        let error = #expect(throws: DRError.self) {
            try RepositoryLock.acquire(bench.repository, exclusive: false, options: bench.options(pid: 2))
        }
        #expect(error?.hint?.contains("'dr unlock'") == true)
        #expect(try bench.repository.unlock(all: false, options: bench.options(pid: 2)).count == 1)
        #expect(try bench.lockCount == 0)
    }

    @Test("unlock leaves live locks unless all are meant")
    func unlock() throws {
        let bench = try LockTestBench()
        _ = try bench.plant(exclusive: true, bench.options(pid: 1, host: "there"))
        let options = bench.options(pid: 2)
        #expect(try bench.repository.unlock(all: false, options: options).isEmpty)
        #expect(try bench.repository.unlock(all: true, options: options).count == 1)
        #expect(try bench.lockCount == 0)
    }

    @Test("empty lock files are ignored, unreadable ones block after some tries")
    func unreadable() throws {
        let bench = try LockTestBench()
        var generator = SeededGenerator(seed: 1)
        try bench.backend.save(ObjectName(.lock, generator.id()), [])
        let options = bench.options(pid: 1)
        try RepositoryLock.acquire(bench.repository, exclusive: true, options: options).release()
        let name = ObjectName(.lock, generator.id())
        try bench.backend.save(name, generator.bytes(100))
        let start = options.now()
        let error = #expect(throws: DRError.self) {
            try RepositoryLock.acquire(bench.repository, exclusive: false, options: options)
        }
        #expect(error?.code == .locked)
        #expect(error?.object?.contains(name.id.hex) == true)
        #expect(options.now().seconds(since: start) > 3)
        #expect(throws: DRError.self) { try bench.repository.unlock(all: false, options: options) }
        #expect(try bench.repository.unlock(all: true, options: options).count == 1)
    }

    @Test("a racing exclusive lock that stays stops the work of a shared one")
    func racingExclusive() throws {
        let bench = try LockTestBench()
        let cancellation = Cancellation()
        var options = bench.options(pid: 1)
        options.timing.confirmAfter = 3600
        let lock = try RepositoryLock.acquire(
            bench.repository,
            exclusive: false,
            cancellation: cancellation,
            options: options
        )
        _ = try bench.plant(exclusive: true, bench.options(pid: 2, host: "there"))
        #expect(!lock.lookAgain())
        let error = #expect(throws: DRError.self) { try lock.confirm() }
        #expect(error?.code == .locked)
        #expect(throws: DRError.self) { try cancellation.check() }
        lock.release()
        #expect(try bench.lockCount == 1)
    }

    @Test("a racing exclusive lock that withdraws does no harm")
    func withdrawingExclusive() throws {
        let bench = try LockTestBench()
        let lock = try RepositoryLock.acquire(bench.repository, exclusive: false, options: bench.options(pid: 1))
        #expect(throws: DRError.self) {
            try RepositoryLock.acquire(bench.repository, exclusive: true, options: bench.options(pid: 2))
        }
        try lock.confirm()
        lock.release()
        #expect(try bench.lockCount == 0)
    }

    @Test("a rewritten lock is a new file with a new time, and the old one is gone")
    func refresh() throws {
        let bench = try LockTestBench()
        let lock = try RepositoryLock.acquire(bench.repository, exclusive: true, options: bench.options(pid: 1))
        let old = lock.id
        bench.advance(300)
        try lock.refresh()
        #expect(lock.id != old)
        let survey = try LockSurvey(bench.repository, bench.options(pid: 2))
        let locks = try survey.locks()
        #expect(locks.map(\.id) == [lock.id])
        #expect(locks.first?.lock.time == bench.options(pid: 1).now())
        lock.release()
    }

    @Test("the thread rewrites the lock by itself")
    func refreshesItself() throws {
        let bench = try LockTestBench()
        var options = bench.options(pid: 1)
        options.timing.refreshEvery = 0.002
        let lock = try RepositoryLock.acquire(bench.repository, exclusive: true, options: options)
        let first = lock.id
        bench.waitUntil { lock.id != first || lock.failure != nil }
        #expect(lock.failure == nil)
        lock.release()
        #expect(try bench.lockCount == 0)
    }

    @Test("a lock that somebody removed is lost: the work is stopped")
    func removedByOthers() throws {
        let bench = try LockTestBench()
        let cancellation = Cancellation()
        var options = bench.options(pid: 1)
        options.timing.refreshEvery = 0.002
        let lock = try RepositoryLock.acquire(
            bench.repository,
            exclusive: true,
            cancellation: cancellation,
            options: options
        )
        _ = try bench.repository.unlock(all: true, options: bench.options(pid: 2))
        try bench.waitUntil {
            // A rewrite that was under way may have outlived the removal.
            _ = try bench.repository.unlock(all: true, options: bench.options(pid: 2))
            return cancellation.isCancelled
        }
        #expect(lock.failure?.code == .locked)
        #expect(throws: DRError.self) { try lock.confirm() }
        lock.release()
        #expect(try bench.lockCount == 0)
    }

    @Test("after a long sleep of the machine a lock counts only if nobody removed it", arguments: [false, true])
    func sleeps(_ isRemoved: Bool) throws {
        let bench = try LockTestBench()
        let lock = try RepositoryLock.acquire(bench.repository, exclusive: true, options: bench.options(pid: 1))
        let old = lock.id
        bench.advance(7200)
        if isRemoved {
            _ = try bench.repository.unlock(all: false, options: bench.options(pid: 2, host: "there"))
            #expect(throws: DRError.self) { try lock.confirm() }
        } else {
            try lock.confirm()
            #expect(lock.id != old)
        }
        lock.release()
        #expect(try bench.lockCount == 0)
    }

    @Test("failed rewrites are reported, and lose the lock after twenty-two and a half minutes")
    func failingStorage() throws {
        let bench = try LockTestBench()
        let faulty = FaultyBackend(bench.backend, [.vanish(atCall: 6)])
        let repository = try Repository.forTests(faulty)
        let cancellation = Cancellation()
        var options = bench.options(pid: 1)
        options.timing.refreshEvery = 0.002
        options.timing.refreshRetry = 0.002
        let lock = try RepositoryLock.acquire(
            repository,
            exclusive: true,
            cancellation: cancellation,
            options: options
        )
        bench.waitUntil { bench.events.contains { if case .refreshFailed = $0 { true } else { false } } }
        #expect(lock.failure == nil)
        bench.advance(1351)
        bench.waitUntil { cancellation.isCancelled }
        #expect(throws: DRError.self) { try lock.confirm() }
        lock.release()
        #expect(bench.events.contains { if case .releaseFailed = $0 { true } else { false } })
    }

    @Test("withLock removes the lock, also when the body throws, and tells a lost lock rather than its consequence")
    func withLock() throws {
        let bench = try LockTestBench()
        let value = try bench.repository.withLock(exclusive: false, options: bench.options(pid: 1)) { lock in
            try lock.confirm()
            return 7
        }
        #expect(value == 7)
        #expect(try bench.lockCount == 0)
        let error = #expect(throws: DRError.self) {
            try bench.repository.withLock(exclusive: false, options: bench.options(pid: 1)) { lock in
                lock.fail(DRError(.locked, "lost"))
                throw DRError(.interrupted, "stopped")
            }
        }
        #expect(error?.message == "lost")
        #expect(try bench.lockCount == 0)
    }
}
