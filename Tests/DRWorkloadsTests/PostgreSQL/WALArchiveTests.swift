import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import Testing

@testable import DRWorkloads

@Suite("The archive of the write-ahead log", .tags(.medium))
struct WALArchiveTests {
    private let cluster: UInt64 = 77

    private func archive(_ backend: any Backend) throws -> WALArchive {
        let archive = WALArchive(try BackupWorkshop(existing: backend).open(), systemIdentifier: cluster)
        try archive.refresh()
        return archive
    }

    private func store(_ sources: [WALSource], in archive: WALArchive) throws -> Int {
        try archive.store(sources, hostname: "example.com", programVersion: "dr test")
    }

    @Test("gives back what was stored, also to another process")
    func roundTrip() throws {
        try ScratchDirectory.with { scratch in
            let workshop = try BackupWorkshop()
            let sources = try (1...3).map { try SampleSegment.write($0, in: scratch) }
            try scratch.write(Array("1\t0/3000000\tno reason\n".utf8), to: "00000002.history")
            let history = try WALSource(path: scratch.path("00000002.history"))
            #expect(try store(sources + [history], in: archive(workshop.backend)) == 4)
            let reader = try archive(workshop.backend)
            #expect(reader.files.count == 4)
            for source in sources + [history] {
                #expect(try reader.extract(source.name.name, to: scratch.path("out")))
                #expect(try scratch.read("out") == scratch.read(source.name.name))
            }
            #expect(try !reader.extract("000000010000000000000009", to: scratch.path("absent")))
            #expect(try !scratch.names().contains { $0.hasPrefix("absent") })
            #expect(try workshop.snapshots().map(\.tags) == [["dr", "wal", "cluster:77"]])
        }
    }

    @Test("what is stored in haste is as whole as the rest")
    func haste() throws {
        try ScratchDirectory.with { scratch in
            let workshop = try BackupWorkshop()
            let sources = try (1...3).map { try SampleSegment.write($0, in: scratch) }
            let archive = try archive(workshop.backend)
            let batch = try #require(
                try archive.prepare(sources, inHaste: true, hostname: "example.com", programVersion: "dr test")
            )
            try archive.adopt(batch.commit {})
            let reader = try self.archive(workshop.backend)
            for source in sources {
                #expect(try reader.extract(source.name.name, to: scratch.path("out")))
                #expect(try scratch.read("out") == scratch.read(source.name.name))
            }
        }
    }

    @Test("the same file again is no second copy; another content of the name is refused")
    func sameName() throws {
        try ScratchDirectory.with { scratch in
            let workshop = try BackupWorkshop()
            let source = try SampleSegment.write(5, in: scratch)
            #expect(try store([source], in: archive(workshop.backend)) == 1)
            #expect(try store([source], in: archive(workshop.backend)) == 0)
            let other = try SampleSegment.write(5, seed: 2, in: scratch)
            let next = try SampleSegment.write(6, in: scratch)
            let failure = #expect(throws: DRError.self) { try store([next, other], in: archive(workshop.backend)) }
            #expect(failure?.code == .integrity)
            #expect(try archive(workshop.backend).files.count == 1)
        }
    }

    @Test("a segment of another cluster, or under a wrong name, is refused")
    func foreign() throws {
        try ScratchDirectory.with { scratch in
            let workshop = try BackupWorkshop()
            let foreign = try SampleSegment.write(1, cluster: 78, in: scratch)
            #expect(throws: DRError.self) { try store([foreign], in: archive(workshop.backend)) }
            let source = try SampleSegment.write(2, in: scratch)
            try scratch.write(try scratch.read(source.name.name), to: "000000010000000000000003")
            let renamed = try WALSource(path: scratch.path("000000010000000000000003"))
            #expect(throws: DRError.self) { try store([renamed], in: archive(workshop.backend)) }
            try scratch.write(Array(try scratch.read(source.name.name).dropLast()), to: source.name.name)
            #expect(throws: DRError.self) { try store([source], in: archive(workshop.backend)) }
            #expect(try workshop.snapshots().isEmpty)
        }
    }

    @Test("two clusters share a repository")
    func twoClusters() throws {
        try ScratchDirectory.with { scratch in
            let workshop = try BackupWorkshop()
            _ = try store([SampleSegment.write(1, in: scratch)], in: archive(workshop.backend))
            let other = WALArchive(try workshop.open(), systemIdentifier: 78)
            try other.refresh()
            #expect(other.files.isEmpty)
            let source = try SampleSegment.write(1, cluster: 78, seed: 9, in: scratch)
            _ = try other.store([source], hostname: "example.com", programVersion: "dr test")
            #expect(try archive(workshop.backend).files.count == 1)
        }
    }

    @Test("small snapshots become one, and nothing is lost on the way, wherever the process dies")
    func consolidation() throws {
        try ScratchDirectory.with { scratch in
            let start = MemoryBackend()
            let workshop = try BackupWorkshop(start)
            for number in 1...4 as ClosedRange<UInt64> {
                _ = try store([SampleSegment.write(number, in: scratch)], in: archive(start))
            }
            let log = OperationLogBackend(startingAt: start)
            let working = try archive(log)
            let later = Timestamp(seconds: Timestamp.now.seconds + 10)
            let replaced = try working.consolidate(before: later, hostname: "example.com", programVersion: "dr test")
            #expect(replaced == 4)
            #expect(working.files.count == 4)
            #expect(try workshop.snapshots().count == 4)
            for count in 0...log.operations.count {
                let state = log.state(after: count)
                let reader = try archive(state)
                #expect(reader.files.count == 4)
                for name in reader.files.keys {
                    #expect(try reader.extract(name, to: scratch.path("out")))
                    #expect(try scratch.read("out") == scratch.read(name))
                }
                // The next call finishes what was begun.
                _ = try reader.consolidate(before: later, hostname: "example.com", programVersion: "dr test")
                #expect(try archive(state).files.count == 4)
                #expect(try BackupWorkshop(existing: state).snapshots().count == 1)
            }
        }
    }

    @Test("a process that dies while it stores acknowledged nothing, and the next one stores all", .tags(.large))
    func crash() throws {
        try ScratchDirectory.with { scratch in
            let start = MemoryBackend()
            _ = try BackupWorkshop(start)
            let sources = try (1...2).map { try SampleSegment.write($0, in: scratch) }
            let log = OperationLogBackend(startingAt: start)
            _ = try store(sources, in: archive(log))
            for count in 0...log.operations.count {
                for torn in [nil, 0.5] as [Double?] where torn == nil || count > 0 {
                    let state = log.state(after: count, tornTo: torn)
                    guard count < log.operations.count || torn == nil else { continue }
                    guard let after = try? archive(state) else { continue }
                    let kept = after.files.count
                    #expect([0, 2].contains(kept))
                    #expect(try store(sources, in: after) == 2 - kept)
                    let reader = try archive(state)
                    for source in sources {
                        #expect(try reader.extract(source.name.name, to: scratch.path("out")))
                        #expect(try scratch.read("out") == scratch.read(source.name.name))
                    }
                }
            }
        }
    }

    @Test("a damaged segment is never handed over")
    func damage() throws {
        try ScratchDirectory.with { scratch in
            let backend = MemoryBackend()
            _ = try BackupWorkshop(backend)
            let source = try SampleSegment.write(1, in: scratch)
            _ = try store([source], in: archive(backend))
            var objects = backend.contents
            let packs = objects.filter { $0.key.kind == .pack && $0.value.count > 100_000 }
            for (name, bytes) in packs {
                var damaged = bytes
                damaged[damaged.count / 2] ^= 1
                objects[name] = damaged
            }
            #expect(!packs.isEmpty)
            let reader = try archive(MemoryBackend(objects))
            #expect(throws: DRError.self) { try reader.extract(source.name.name, to: scratch.path("out")) }
            #expect(try scratch.names() == [source.name.name])
        }
    }
}
