import DRCore
import DRPolicy
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

/// What somebody removed comes back from a copy of the objects.
@Suite("Refilling a repository from its copy", .tags(.small))
struct RefillTests {
    /// A repository with three snapshots, and its copy.
    private func history() throws -> (bench: BackupBench, copy: MemoryBackend, snapshots: [Snapshot]) {
        let backend = MemoryBackend()
        let bench = try BackupBench(backend)
        try bench.writeConfig()
        let snapshots = try (0..<3).map { number in
            try bench.backUp(BackupBench.files(5, version: UInt64(number)), at: Int64(number) * 3600)
        }
        return (bench, MemoryBackend(backend.contents), snapshots)
    }

    private func check(_ bench: BackupBench, _ backend: any Backend, _ snapshots: [Snapshot]) throws {
        let report = try bench.verify(backend)
        #expect(report.isIntact)
        for (number, snapshot) in snapshots.enumerated() {
            #expect(try bench.restore(snapshot, from: backend) == BackupBench.files(5, version: UInt64(number)))
        }
    }

    @Test("snapshots come back as they were; what is there stays as it is")
    func snapshotsAlone() throws {
        let (bench, copy, snapshots) = try history()
        let before = Set(try bench.backend.list(.snapshot).map(\.id))
        let ids = snapshots.compactMap(\.id)
        try bench.open().forget(Array(ids[1...]))
        let refill = try RepositoryRefill(bench.open(), from: copy)
        #expect(try refill.snapshots() == before)
        let report = try refill.run(ids, Cancellation())
        #expect(report == RepositoryRefill.Report(snapshots: 2, packs: 0))
        #expect(Set(try bench.backend.list(.snapshot).map(\.id)) == before)
        try check(bench, bench.backend, snapshots)
        #expect(try RepositoryRefill(bench.open(), from: copy).run(ids, Cancellation()).snapshots == 0)
    }

    @Test("data that was pruned since comes back too, and prune finds it in order")
    func pruned() throws {
        let (bench, copy, snapshots) = try history()
        let ids = snapshots.compactMap(\.id)
        try bench.open().forget(Array(ids[..<2]))
        _ = try PruneTests.prune(bench)
        #expect(try bench.verify().isIntact)
        let report = try RepositoryRefill(bench.open(), from: copy).run(ids, Cancellation())
        #expect(report.snapshots == 2)
        #expect(report.packs > 0)
        try check(bench, bench.backend, snapshots)
        _ = try PruneTests.prune(bench)
        try check(bench, bench.backend, snapshots)
    }

    @Test("packs that were deleted while the index still names them come back")
    func deletedPacks() throws {
        let (bench, copy, snapshots) = try history()
        let ids = snapshots.compactMap(\.id)
        try bench.open().forget(ids)
        for (id, _) in try bench.backend.list(.pack).sorted(by: { $0.id < $1.id }).prefix(3) {
            try bench.backend.delete(ObjectName(.pack, id))
        }
        let report = try RepositoryRefill(bench.open(), from: copy).run(ids, Cancellation())
        #expect(report == RepositoryRefill.Report(snapshots: 3, packs: 3))
        try check(bench, bench.backend, snapshots)
    }

    @Test("a copy that lacks something is refused before anything is written")
    func incompleteCopy() throws {
        let (bench, copy, snapshots) = try history()
        let ids = snapshots.compactMap(\.id)
        try bench.open().forget(ids)
        let before = try #require(bench.backend as? MemoryBackend).contents
        for (id, _) in try copy.list(.index) { copy.delete(ObjectName(.index, id)) }
        let error = #expect(throws: DRError.self) {
            try RepositoryRefill(bench.open(), from: copy).run(ids, Cancellation())
        }
        #expect(error?.code == .integrity)
        #expect((bench.backend as? MemoryBackend)?.contents == before)
    }

    @Test("a changed byte in the copy is not taken over", arguments: [ObjectKind.snapshot, .pack])
    func changedCopy(kind: ObjectKind) throws {
        let (bench, copy, snapshots) = try history()
        let ids = snapshots.compactMap(\.id)
        try bench.open().forget(ids)
        for (id, _) in try bench.backend.list(.pack) { try bench.backend.delete(ObjectName(.pack, id)) }
        var objects = copy.contents
        for name in objects.keys where name.kind == kind { objects[name]?[7] ^= 1 }
        let error = #expect(throws: DRError.self) {
            try RepositoryRefill(bench.open(), from: MemoryBackend(objects)).run(ids, Cancellation())
        }
        #expect(error?.code == .integrity)
        #expect(try bench.backend.list(.snapshot).isEmpty)
    }

    @Test("the repository of somebody else is no copy, and neither is an empty place")
    func stranger() throws {
        let (bench, _, _) = try history()
        let other = try BackupBench(MemoryBackend())
        try other.writeConfig()
        #expect(throws: DRError.self) { try RepositoryRefill(bench.open(), from: other.backend) }
        let empty = #expect(throws: DRError.self) { try RepositoryRefill(bench.open(), from: MemoryBackend()) }
        #expect(empty?.code == .noRepository)
    }

    @Test(
        "whatever the moment of death, each snapshot that is there is whole, and a second try ends it",
        .tags(.medium)
    )
    func everyPrefix() throws {
        let (bench, copy, snapshots) = try history()
        let ids = snapshots.compactMap(\.id)
        try bench.open().forget(Array(ids[..<2]))
        _ = try PruneTests.prune(bench)
        let log = OperationLogBackend(startingAt: try #require(bench.backend as? MemoryBackend))
        _ = try RepositoryRefill(bench.open(log), from: copy).run(ids, Cancellation())
        #expect(log.operations.count > 3)
        for count in 0...log.operations.count {
            let state = log.state(after: count)
            #expect(try bench.verify(state).isIntact, "after \(count) changes")
            _ = try RepositoryRefill(bench.open(state), from: copy).run(ids, Cancellation())
            try check(bench, state, snapshots)
        }
    }
}
