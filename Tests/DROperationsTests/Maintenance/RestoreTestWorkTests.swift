import CLinux
import DRCore
@testable import DROperations
import DRPolicy
import DRStorage
import DRTestSupport
import Testing

@Suite("Restore tests", .tags(.medium))
struct RestoreTestWorkTests {
    private func scratchIsEmpty(_ bench: MaintenanceBench) throws -> Bool {
        try bench.scratch.names(in: "state/scratch").isEmpty
    }

    @Test("restores everything, compares it and measures it", arguments: [RestoreTest.Scope.whole, .sample])
    func right(scope: RestoreTest.Scope) throws {
        try MaintenanceBench.with(objectives: "{rto: 1h}") { bench in
            for number in 0..<60 { try bench.file("[odd*name]?\\\(number)", bytes: 3000, seed: UInt64(number)) }
            let snapshot = try bench.succeed(.full).snapshot
            let run = try bench.succeed(.restoreTest, work: RestoreTestWork(scope))
            let test = try #require(try bench.catalog.restoreTest(of: run))
            #expect(test.scope == scope)
            #expect(test.snapshot == snapshot)
            #expect(test.mismatches == 0)
            #expect(test.planBytes == 180_000)
            #expect(test.seconds > 0)
            #expect(test.files == (scope == .whole ? 60 : 50))
            #expect(test.bytes == test.files * 3000)
            #expect(run.details?.contains("\"equal_to_source\":50") == true)
            #expect(run.details?.contains("\"rto_seconds\":3600") == true)
            #expect(run.details?.contains("\"estimated_seconds\":") == (scope == .whole))
            #expect(try bench.verifiedPoints(scope == .whole ? .restore : .sample) == 1)
            #expect(try scratchIsEmpty(bench))
        }
    }

    @Test("the first scheduled test restores everything, then samples until a month is over")
    func choice() throws {
        try MaintenanceBench.with { bench in
            try bench.file("a", bytes: 3000, seed: 1)
            try bench.succeed(.full)
            var scopes: [RestoreTest.Scope?] = []
            for days in [0, 1, 28, 2] {
                bench.clock.advance(Double(days) * 86_400)
                scopes.append(try bench.catalog.restoreTest(of: try bench.succeed(.restoreTest))?.scope)
            }
            #expect(scopes == [.whole, .sample, .sample, .whole])
        }
    }

    @Test("damage in the repository is found, told, and proves nothing", arguments: [RestoreTest.Scope.whole, .sample])
    func damage(scope: RestoreTest.Scope) throws {
        try MaintenanceBench.with { bench in
            try bench.file("a", bytes: 1 << 20, seed: 1)
            try bench.succeed(.full)
            try bench.damage()
            let run = bench.run(.restoreTest, work: RestoreTestWork(scope))
            #expect(run.exitCode == DRError.Code.integrity.rawValue)
            #expect(run.message?.contains("data/a") == true)
            #expect(try bench.catalog.restoreTest(of: run)?.mismatches == 1)
            #expect(try bench.catalog.lastRestoreTest(environment: "test", plan: "files", scope: scope) == nil)
            #expect(try bench.verifiedPoints(.restore) == 0)
            #expect(try scratchIsEmpty(bench))
        }
    }

    @Test("a source that changed since the backup proves nothing")
    func source() throws {
        try MaintenanceBench.with { bench in
            try bench.file("still", bytes: 3000, seed: 1)
            try bench.file("changed", bytes: 3000, seed: 2)
            try bench.succeed(.full)
            try bench.file("changed", bytes: 3000, seed: 3)
            let honest = try bench.succeed(.restoreTest, work: RestoreTestWork(.sample))
            #expect(honest.details?.contains("\"equal_to_source\":1,\"source_changed\":1") == true)
        }
    }

    @Test("a restore that takes longer than the RTO misses it, though the copy is proven")
    func objective() throws {
        try MaintenanceBench.with(objectives: "{rto: 1s}") { bench in
            try bench.file("a", bytes: 3000, seed: 1)
            let snapshot = try bench.succeed(.full).snapshot
            let slow = RestoreTest(
                run: "earlier",
                environment: "test",
                plan: "files",
                time: Timestamp(seconds: bench.clock.now.seconds + 600),
                scope: .whole,
                snapshot: try #require(snapshot),
                files: 1,
                bytes: 30,
                mismatches: 0,
                seconds: 1,
                planBytes: 30
            )
            try bench.catalog.save(slow)
            let run = bench.run(.restoreTest, work: RestoreTestWork(.whole))
            #expect(run.exitCode == DRError.Code.objectiveMissed.rawValue)
            #expect(run.message?.contains("about 1m40s, longer than its RTO of 1s") == true)
            #expect(try bench.verifiedPoints(.restore) == 1)
        }
    }

    @Test("without a snapshot there is nothing to restore, and that is no success")
    func nothing() throws {
        try MaintenanceBench.with { bench in
            let run = bench.run(.restoreTest)
            #expect(run.outcome == .failed)
            #expect(run.hint == "make one: dr backup files")
        }
    }

    @Test("what a process left that died is removed")
    func leftovers() throws {
        try MaintenanceBench.with { bench in
            try bench.file("a", bytes: 3000, seed: 1)
            try bench.succeed(.full)
            try bench.succeed(.restoreTest)
            // No process has this number: it is above the limit of the kernel.
            let folder = "state/scratch/restore-test-2147483646-ab"
            for path in [folder, folder + "/below"] { mkdir(bench.scratch.path(path), 0o700) }
            try bench.scratch.write([1], to: folder + "/below/file")
            try bench.succeed(.restoreTest)
            #expect(try scratchIsEmpty(bench))
        }
    }
}
