import DRCore
import DRPolicy
import DRRecovery
import DRTestSupport
import Synchronization
import Testing

@Suite("Drills whose process dies", .tags(.medium))
struct DrillCrashTests {
    /// What another process does afterwards.
    enum Ending: String, CaseIterable {
        case resume
        case rollback
    }

    @Test(
        "at every line of the journal, before and after it acts: the steady state comes back",
        arguments: Ending.allCases
    )
    func everyBoundary(ending: Ending) throws {
        var lines = 0
        try ScratchDirectory.with { scratch in
            let bench = DrillBench(scratch)
            let record = try bench.run()
            lines = try DrillJournal.read(bench.store.journal(record.id)).records.count
        }
        #expect(lines > 20)
        for line in 1..<lines {
            try ScratchDirectory.with { scratch in try crash(at: line, ending, DrillBench(scratch)) }
        }
    }

    /// Dies when the line is to be written, so all that came before has happened and nothing after it will.
    private func crash(at line: Int, _ ending: Ending, _ bench: DrillBench) throws {
        let count = Mutex(0)
        let world = bench.world
        let run = try DrillRun.begin(bench.request(), bench.drillWorld(), bench.store) { _, _ in
            let number = count.withLock { count in
                defer { count += 1 }
                return count
            }
            guard number >= line else { return }
            world.crash()
            throw DRError(.failed, "the process died")
        }
        // The process that died says nothing; here it fails at its next line.
        _ = try? run.run()
        let id = run.id
        try release(run)
        bench.world.revive()
        let replay = JournalReplay(try DrillJournal.read(bench.store.journal(id)).records)
        guard !replay.isClosed else { return }
        let mustUndo = replay.faultBegan || !replay.toReverse.isEmpty
        #expect(try DrillHistory(bench.store).unfinished(service: "app") == (mustUndo ? [id] : []))
        let again = try DrillRun.reopen(id, bench.drillWorld(), bench.store) { _, _ in try bench.request() }
        let record = try ending == .resume ? again.resume() : again.rollBack()
        #expect(bench.world.facts == ["app"], "line \(line)")
        #expect(record.reverseFailures.isEmpty, "line \(line): \(record.reverseFailures)")
        #expect(record.verdict.overall != .pass)
        #expect(record.recoveryTime == nil)
        #expect(try DrillHistory(bench.store).unfinished(service: "app") == [])
    }

    /// A process that died holds no lock; here the journal is let go of by copying it.
    private func release(_ run: DrillRun) throws {
        let bytes = try #require(try FileBytes.read(run.journalPath, limit: 1 << 20))
        try FileBytes.replace(run.journalPath, with: bytes, mode: 0o600)
    }

    @Test(
        "one that had turned back is only undone, also by resume",
        arguments: [JournalRecord.Kind.reversing, .reversed]
    )
    func turnedBack(kind: JournalRecord.Kind) throws {
        try ScratchDirectory.with { scratch in
            var bench = DrillBench(scratch)
            // The fault has no effect, so the drill turns back before any recovery.
            bench.text = DrillBench.scenario.replacing(
                "{name: broken, process.absent: {service: app}}",
                with: "{name: broken, network.unlinked: {service: net}}"
            ).replacing(
                "    - {name: cut, network.isolate: {service: net}, reverse: {network.heal: {service: net}}}\n",
                with: ""
            ).replacing(
                "process.start: {service: app}, reverse: {none: it runs at the end}",
                with: "process.stop: {service: app}, reverse: {none: a test}"
            )
            let world = bench.world
            let isDead = Mutex(false)
            let run = try DrillRun.begin(bench.request(), bench.drillWorld(), bench.store) { next, _ in
                guard
                    isDead.withLock({ dead in
                        dead = dead || next == kind
                        return dead
                    })
                else { return }
                world.crash()
                throw DRError(.failed, "the process died")
            }
            _ = try? run.run()
            try release(run)
            world.revive()
            let again = try DrillRun.reopen(run.id, bench.drillWorld(), bench.store) { _, _ in try bench.request() }
            let record = try again.resume()
            #expect(world.performed.contains("process.kill"))
            #expect(!world.performed.contains("process.stop"))
            #expect(world.facts == ["app"])
            #expect(record.reverseFailures.isEmpty)
        }
    }

    @Test("a last line that was not written to its end is cut off")
    func torn() throws {
        try ScratchDirectory.with { scratch in
            let bench = DrillBench(scratch)
            let clock = FakeClock()
            let path = scratch.path("journal.jsonl")
            do {
                let journal = try DrillJournal.create(path, clock)
                try journal.append(.opened)
                try journal.append(.intent, "one")
            }
            let whole = try #require(try FileBytes.read(path, limit: 1 << 20))
            try FileBytes.replace(path, with: whole + Array("{\"seq\":2,\"ti".utf8))
            let journal = try DrillJournal.reopen(path, clock)
            #expect(journal.records.count == 2)
            try journal.append(.outcome, "one")
            #expect(try DrillJournal.read(path).records.map(\.kind) == [.opened, .intent, .outcome])
            _ = bench
        }
    }

    @Test("a journal that somebody changed is found", arguments: [0, 1, 2])
    func tampered(line: Int) throws {
        try ScratchDirectory.with { scratch in
            let path = scratch.path("journal.jsonl")
            do {
                let journal = try DrillJournal.create(path, FakeClock())
                for step in ["one", "two", "three"] { try journal.append(.intent, step) }
            }
            let bytes = try #require(try FileBytes.read(path, limit: 1 << 20))
            var lines = bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
            for change in ["changed", "removed", "swapped"] {
                var copy = lines
                switch change {
                case "changed":
                    copy[line] = Array(String(decoding: copy[line], as: UTF8.self).replacing("step", with: "stop").utf8)
                case "removed" where line < 2: copy.remove(at: line)
                case "swapped" where line < 2: copy.swapAt(line, line + 1)
                default: continue
                }
                try FileBytes.replace(path, with: Array(copy.joined(separator: [10])) + [10])
                let error = #expect(throws: DRError.self) { try DrillJournal.read(path) }
                #expect(error?.code == .integrity, "\(change)")
            }
            lines.removeAll()
        }
    }

    @Test("a drill that lives is not taken over")
    func alive() throws {
        try ScratchDirectory.with { scratch in
            let path = scratch.path("journal.jsonl")
            let journal = try DrillJournal.create(path, FakeClock())
            try journal.append(.opened)
            #expect(try DrillJournal.isHeld(path))
            let error = #expect(throws: DRError.self) { try DrillJournal.reopen(path, FakeClock()) }
            #expect(error?.code == .locked)
        }
    }
}
