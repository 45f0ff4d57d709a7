import CLinux
import DRCore
import DRStorage
import DRTestSupport
import Synchronization
import Testing

@testable import DRRepository

/// A repository in memory, a clock that the test moves, and processes that live or die as the test says.
final class LockTestBench: Sendable {
    let backend: OperationLogBackend
    let repository: Repository
    private let clock = Mutex(Timestamp(seconds: 1_706_193_022))
    private let dead = Mutex<Set<Int32>>([])
    private let seen = Mutex<[LockEvent]>([])

    init() throws {
        backend = OperationLogBackend()
        repository = try Repository.forTests(backend)
    }

    /// Options of a process on a host, with waits of a few milliseconds.
    func options(pid: Int32, host: String = "here", retryFor: Double = 0) -> LockOptions {
        var holder = LockHolder()
        holder.hostname = host
        holder.username = "tester"
        holder.pid = pid
        holder.process = ProcessMark(system: "boot of \(host)", start: UInt64(pid))
        var options = LockOptions(retryFor: retryFor, holder: holder) { event in self.seen.withLock { $0.append(event) }
        }
        options.timing.confirmAfter = 0.005
        options.timing.withdrawWait = 0.001
        options.now = { self.clock.withLock { $0 } }
        options.sleep = { seconds in self.advance(seconds) }
        options.processes = { pid in
            self.dead.withLock { $0.contains(pid) } ? .absent : .running(start: UInt64(pid))
        }
        return options
    }

    func advance(_ seconds: Double) {
        clock.withLock { time in
            // Rounded up, so that the shortest wait moves the clock.
            let sum = Int64(time.nanoseconds) + Int64((seconds * 1e9).rounded(.up))
            time.seconds += sum / 1_000_000_000
            time.nanoseconds = Int32(sum % 1_000_000_000)
        }
    }

    func die(_ pid: Int32) { _ = dead.withLock { $0.insert(pid) } }

    var events: [LockEvent] { seen.withLock { $0 } }

    var lockCount: Int { get throws { try backend.list(.lock).count } }

    /// Writes a lock as a process that then does nothing more.
    func plant(exclusive: Bool, _ options: LockOptions) throws -> ObjectID {
        try RepositoryLock.write(repository, exclusive: exclusive, time: options.now(), options)
    }

    /// Waits for another thread; a minute without success is a failed test.
    func waitUntil(_ isTrue: () throws -> Bool) rethrows {
        for _ in 0..<60_000 {
            if try isTrue() { return }
            usleep(1000)
        }
        Issue.record("nothing happened within a minute")
    }
}
