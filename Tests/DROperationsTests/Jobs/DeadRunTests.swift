import CLinux
import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRTestSupport
import Testing

@Suite("Runs whose process died")
struct DeadRunTests {
    /// What is changed about a run of this process that is going on.
    enum Change: CaseIterable {
        case nothing
        case otherHost
        case otherBoot
        case noProcess
        case otherStart
        case otherNamespace
        case noMark

        /// Whether a run with this change is a dead one.
        var isDead: Bool {
            switch self {
            case .nothing, .otherHost: false
            case .otherBoot, .noProcess, .otherStart, .otherNamespace, .noMark: true
            }
        }

        func apply(to run: inout RunRecord) {
            switch self {
            case .nothing: break
            case .otherHost: run.host = "another"
            case .otherBoot: run.boot = "00000000-0000-0000-0000-000000000000 pid:[1]"
            // Above every process number that the kernel gives (proc(5), pid_max).
            case .noProcess: run.process = 1 << 30
            case .otherStart: run.processStart = 1
            case .otherNamespace: run.boot = String(run.boot.prefix { $0 != " " }) + " pid:[1]"
            case .noMark: run.boot = ""
            }
        }
    }

    @Test("are noticed, once, with their listeners told", .tags(.medium), arguments: Change.allCases)
    func noticed(change: Change) throws {
        try RunnerBench.with { bench in
            var run = RunRecord(Job(plan: "files", kind: .full), bench.installation)
            change.apply(to: &run)
            _ = try bench.catalog.save(run)
            let heard = Lines()
            bench.runner(heard).interruptDead()
            bench.runner(heard).interruptDead()
            #expect(heard.all == (change.isDead ? ["ended files interrupted 130"] : []))
            let known = try bench.catalog.lastRun(environment: "test", plan: "files", kinds: [.full])
            #expect(known?.outcome == (change.isDead ? .interrupted : .running))
        }
    }

    @Test("a run in another namespace lives as long as its plan is locked", .tags(.medium))
    func lockedElsewhere() throws {
        try RunnerBench.with { bench in
            var stranger = RunRecord(Job(plan: "files", kind: .full), bench.installation)
            Change.otherNamespace.apply(to: &stranger)
            _ = try bench.catalog.save(stranger)
            let heard = Lines()
            // While the work runs, the plan is locked, by this process this time.
            let run = bench.runner(Lines()) { _, _ in
                bench.runner(heard).interruptDead()
            }
            _ = run.run(Job(plan: "stream", kind: .full))
            #expect(heard.all == [])
            let isSettled = try bench.catalog.openRuns(environment: "test").isEmpty
            #expect(isSettled)
        }
    }
}
