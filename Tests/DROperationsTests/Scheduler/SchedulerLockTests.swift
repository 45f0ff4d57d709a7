import CLinux
import DRCore
import DROperations
import DRTestSupport
import Testing

@Suite("One scheduler for a state directory", .tags(.medium))
struct SchedulerLockTests {
    @Test("the second is refused and told who has the lock, the next one gets it")
    func exclusive() throws {
        try ScratchDirectory.with { scratch in
            let state = scratch.path("state")
            var ran = 0
            try SchedulerLock.hold(stateDirectory: state) {
                ran += 1
                let error = #expect(throws: DRError.self) {
                    try SchedulerLock.hold(stateDirectory: state) { ran += 10 }
                }
                #expect(error?.code == .tryLater)
                #expect(error?.message.hasSuffix("process \(getpid())") == true)
            }
            try SchedulerLock.hold(stateDirectory: state) { ran += 1 }
            #expect(ran == 2)
        }
    }
}
