import DRCore
import DRPolicy
import DRRecovery
import DRTestSupport
import Synchronization
import Testing

@Suite("Drills in a scripted world", .tags(.medium))
struct DrillRunTests {
    @Test("one that goes well passes, is measured and is undone")
    func pass() throws {
        try ScratchDirectory.with { scratch in
            let bench = DrillBench(scratch)
            let record = try bench.run()
            #expect(record.verdict.overall == .pass, "\(record.verdict.reasons) \(record.reason ?? "")")
            #expect(record.verdict.rto == .met)
            #expect(record.verdict.rpo == .met)
            // Three looks a second apart, then the start: the fake clock makes it exact to the tenth.
            let time = try #require(record.recoveryTime)
            #expect(2_000_000_000...3_000_000_000 ~= time)
            #expect(bench.world.facts == ["app"])
            #expect(try DrillHistory(bench.store).unfinished(service: "app") == [])
            #expect(record.exitCode == nil)
        }
    }

    @Test("the parts of the recovery time add up to it")
    func breakdown() throws {
        try ScratchDirectory.with { scratch in
            let record = try DrillBench(scratch).run()
            let sum = record.facts.timeline.breakdown.map(\.nanoseconds).reduce(0, +)
            #expect(sum == record.recoveryTime)
        }
    }

    @Test("a dry run changes nothing and measures nothing")
    func dryRun() throws {
        try ScratchDirectory.with { scratch in
            let bench = DrillBench(scratch)
            let record = try bench.run(mode: .dryRun, allowed: false)
            #expect(record.verdict.overall == .notMeasured)
            #expect(record.verdict.rto == .notMeasured)
            #expect(record.verdict.rpo == .notMeasured)
            #expect(record.facts.status == .completed, "\(record.reason ?? "")")
            #expect(bench.world.performed.isEmpty)
            #expect(record.exitCode == nil)
        }
    }

    @Test("a dry run finds what is not ready")
    func notReady() throws {
        try ScratchDirectory.with { scratch in
            let bench = DrillBench(scratch)
            bench.world.state.withLock { _ = $0.broken.insert("process.kill") }
            let record = try bench.run(mode: .dryRun)
            #expect(record.facts.status == .failed)
            #expect(record.verdict.overall == .fail)
            #expect(record.reason?.contains("break") == true)
        }
    }

    @Test("what is not marked is not touched")
    func blastRadius() throws {
        try ScratchDirectory.with { scratch in
            let bench = DrillBench(scratch)
            let record = try bench.run(allowed: false)
            #expect(record.facts.status == .refused)
            #expect(record.exitCode == .refusedByGuardrail)
            #expect(bench.world.performed.isEmpty)
        }
    }

    @Test("in a disaster nothing has to be well before; it is recovered from for good, and the loss is not measured")
    func live() throws {
        try ScratchDirectory.with { scratch in
            let bench = DrillBench(scratch)
            bench.world.state.withLock { $0.facts = ["cut"] }
            let record = try bench.run(mode: .live, allowed: false)
            #expect(record.facts.status == .completed, "\(record.reason ?? "")")
            #expect(record.verdict.rto == .met, "\(record.verdict.reasons)")
            #expect(record.verdict.rpo == .notMeasured)
            #expect(record.exitCode == nil)
            // No fault, no undoing: the net stays cut, the service runs.
            #expect(bench.world.performed == ["process.start"])
            #expect(bench.world.facts == ["cut", "app"])
            #expect(record.tallies.isEmpty)
        }
    }

    @Test("a disaster that cannot be recovered from is a failure")
    func liveFailure() throws {
        try ScratchDirectory.with { scratch in
            let bench = DrillBench(scratch)
            bench.world.state.withLock { state in
                state.facts = []
                state.broken.insert("process.start")
            }
            let record = try bench.run(mode: .live)
            #expect(record.facts.status == .failed)
            #expect(record.exitCode == .failed)
        }
    }

    @Test("a pulled lever keeps drills from beginning")
    func lever() throws {
        try ScratchDirectory.with { scratch in
            let bench = DrillBench(scratch)
            try bench.store.stopAll("test")
            #expect(try bench.run().exitCode == .refusedByGuardrail)
            try bench.store.release()
            #expect(try bench.run().verdict.overall == .pass)
        }
    }

    @Test("a fault without effect is inconclusive, and undone")
    func noEffect() throws {
        try ScratchDirectory.with { scratch in
            let bench = DrillBench(scratch)
            // The kill claims success and does nothing.
            bench.world.state.withLock { state in
                state.hooks["process.absent"] = { _ in throw DRError(.failed, "it still runs") }
            }
            let record = try bench.run()
            #expect(record.verdict.overall == .inconclusive, "\(record.verdict.reasons)")
            #expect(record.verdict.rto == .inconclusive)
            #expect(record.verdict.rpo == .inconclusive)
            #expect(bench.world.facts == ["app"])
        }
    }

    @Test("an effect that is there before the fault stops the drill before anything is touched")
    func effectBefore() throws {
        try ScratchDirectory.with { scratch in
            var bench = DrillBench(scratch)
            bench.text = bench.text.replacing(
                "{name: broken, process.absent: {service: app}}",
                with: "{name: broken, process.running: {service: app}}"
            )
            let record = try bench.run()
            #expect(record.facts.status == .aborted)
            #expect(record.verdict.overall == .fail)
            #expect(bench.world.performed.isEmpty)
        }
    }

    @Test("sentinels that get nothing acknowledged stop the drill: nothing would be measured")
    func deadSentinel() throws {
        try ScratchDirectory.with { scratch in
            var bench = DrillBench(scratch)
            let (clock, world) = (bench.clock, bench.world)
            bench.crew = { ScriptedCrew(clock, $0.origin, world, isDead: true) }
            let record = try bench.run()
            #expect(record.facts.status == .aborted)
            #expect(record.verdict.rto == .notMeasured)
            #expect(record.verdict.rpo == .notMeasured)
            #expect(record.verdict.overall != .pass)
            #expect(bench.world.performed.isEmpty)
        }
    }

    @Test("a lost write misses an RPO of zero")
    func loss() throws {
        try ScratchDirectory.with { scratch in
            var bench = DrillBench(scratch)
            let (clock, world) = (bench.clock, bench.world)
            bench.crew = { ScriptedCrew(clock, $0.origin, world, lost: [5]) }
            let record = try bench.run()
            #expect(record.facts.tally?.lost.map(\.sequence) == [5])
            #expect(record.verdict.rpo == .missed)
            #expect(record.verdict.overall == .fail)
            #expect(record.exitCode == .objectiveMissed)
        }
    }

    @Test("what can be lost by design fails a drill that lost nothing")
    func design() throws {
        try ScratchDirectory.with { scratch in
            let bench = DrillBench(scratch)
            var request = try bench.request()
            request.designedLoss = try DesignedLoss(
                Scenario.parse(
                    ConfigurationText(name: "x", bench.text.replacing("designed_loss: 0s", with: "designed_loss: 1h")),
                    name: "x"
                ),
                in: request.environment.configuration,
                zones: TimeZoneDatabase { _ in nil },
                now: Timestamp(seconds: 0)
            )
            let record = try DrillRun.begin(request, bench.drillWorld(), bench.store).run()
            #expect(record.facts.tally?.lost.isEmpty == true)
            #expect(record.verdict.rpo == .missed)
        }
    }

    @Test("a recovery that fails is undone all the same", arguments: ["process.start", "network.heal"])
    func failure(broken: String) throws {
        try ScratchDirectory.with { scratch in
            let bench = DrillBench(scratch)
            let isFirst = Flag()
            bench.world.state.withLock { state in
                state.hooks[broken] = { _ in if isFirst.take() { throw DRError(.failed, "not now") } }
            }
            let record = try bench.run()
            #expect(bench.world.facts == ["app"])
            #expect(record.facts.isRestored == true)
            if broken == "process.start" { #expect(record.facts.status == .failed) }
        }
    }

    @Test("what cannot be undone is told, and the drill stays open")
    func stuck() throws {
        try ScratchDirectory.with { scratch in
            let bench = DrillBench(scratch)
            bench.world.state.withLock { _ = $0.broken.insert("network.heal") }
            let record = try bench.run()
            #expect(record.verdict.overall == .fail)
            #expect(record.facts.isRestored == false)
            #expect(record.reverseFailures.contains { $0.contains("cut") })
            let open = try DrillHistory(bench.store).unfinished(service: "app")
            #expect(open == [record.id])
            bench.world.state.withLock { $0.broken = [] }
            let again = try reopen(record.id, bench).rollBack()
            #expect(again.facts.isRestored == true)
            #expect(bench.world.facts == ["app"])
            #expect(try DrillHistory(bench.store).unfinished(service: "app") == [])
        }
    }

    @Test("an action that this version cannot do refuses the drill before anything is touched")
    func unbuilt() throws {
        try ScratchDirectory.with { scratch in
            var bench = DrillBench(scratch)
            bench.text = bench.text.replacing(
                "{name: mended, process.running: {service: app}}",
                with: "{name: mended, sql.query: {service: app, query: SELECT 1}}"
            )
            let record = try bench.run()
            #expect(record.facts.status == .refused)
            #expect(record.reason?.contains("sql.query") == true)
            #expect(bench.world.performed.isEmpty)
        }
    }

    @Test("a stop lever stops a step that runs, and everything is undone", .hangLimit)
    func leverWhileRunning() throws {
        try ScratchDirectory.with { scratch in
            let bench = DrillBench(scratch)
            let store = bench.store
            let isFirst = Flag()
            bench.world.state.withLock { state in
                state.hooks["process.start"] = { context in
                    guard isFirst.take() else { return }
                    try store.stopAll("test")
                    while true { try context.cancellation.check() }
                }
            }
            let record = try bench.run()
            #expect(record.facts.status == .interrupted)
            #expect(record.reason == "the stop lever was pulled")
            #expect(bench.world.facts == ["app"])
        }
    }

    @Test("a safeguard that does not hold stops the drill", .hangLimit)
    func safeguard() throws {
        try ScratchDirectory.with { scratch in
            var bench = DrillBench(scratch)
            // The recovery hangs in a step that the rollback does not have.
            bench.text = bench.text.replacing(
                "recovery:\n",
                with: "recovery:\n  - {name: hang, process.stop: {service: app}, reverse: {none: it is down already}}\n"
            )
            bench.text += """
                safeguards:
                  every: 10ms
                  threshold: 2
                  probes: [{name: not-cut, network.linked: {service: net}}]

                """
            bench.world.state.withLock { state in
                state.hooks["process.stop"] = { context in while true { try context.cancellation.check() } }
            }
            let record = try bench.run()
            #expect(record.facts.status == .aborted)
            #expect(record.reason?.hasPrefix("the safeguard not-cut does not hold") == true)
            #expect(bench.world.facts == ["app"])
        }
    }

    func reopen(_ id: String, _ bench: DrillBench) throws -> DrillRun {
        try DrillRun.reopen(id, bench.drillWorld(), bench.store) { _, _ in try bench.request() }
    }
}
