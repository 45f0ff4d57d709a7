import DRCore
import DROperations
import DRRepository
import DRStorage
import DRTestSupport
import Synchronization
import Testing

@Suite("Snapshots that a machine remembers", .tags(.medium))
struct RememberedShelfTests {
    private func ids(_ bench: RetentionBench, _ notes: Notes = Notes()) throws -> [ObjectID] {
        let context = JobContext(installation: bench.installation, catalog: bench.catalog, cancellation: Cancellation())
        {
            notes.add($0)
        }
        let shelf = try ShelfCache(context.repositories, remembers: true).shelf("primary")
        #expect(shelf.repositoryID == bench.repository.config.id)
        return shelf.members.map(\.stored.id)
    }

    private func cache(_ bench: RetentionBench) throws -> String {
        let names = try FileBytes.names(in: bench.scratch.path("state/cache"))
        return bench.scratch.path("state/cache/\(try #require(names.first))")
    }

    @Test("are those that are there, before and after some come and go")
    func follows() throws {
        try RetentionBench.with { bench in
            #expect(try ids(bench) == [])
            let (old, new) = (try bench.add(hours: 9), try bench.add(hours: 1))
            #expect(try ids(bench) == [old, new])
            #expect(try ids(bench) == [old, new])
            let between = try bench.add(hours: 5)
            #expect(try ids(bench) == [old, between, new])
            try bench.repository.forget([old], cancellation: Cancellation()) { _ in }
            #expect(try ids(bench) == [between, new])
            #expect(try ids(bench) == [between, new])
        }
    }

    @Test("need no password while nothing is new, and the right one for what is")
    func password() throws {
        try RetentionBench.with { bench in
            let id = try bench.add(hours: 1)
            #expect(try ids(bench) == [id])
            try bench.scratch.write(Array("wrong\n".utf8), to: "key")
            #expect(try ids(bench) == [id])
            _ = try bench.add(hours: 0)
            let error = #expect(throws: DRError.self) { try ids(bench) }
            #expect(error?.code == .wrongPassword)
        }
    }

    @Test("are read again when a file has another size, and reported as damaged each time")
    func damaged() throws {
        try RetentionBench.with { bench in
            let (whole, broken) = (try bench.add(hours: 2), try bench.add(hours: 1))
            #expect(try ids(bench) == [whole, broken])
            try FileBytes.replace(bench.scratch.path("repository/snapshots/\(broken.hex)"), with: [1, 2, 3])
            for _ in 0..<2 { #expect(try ids(bench) == [whole]) }
        }
    }

    @Test("are forgotten when the file they are in is damaged or cannot be read", arguments: [true, false])
    func unusable(isDamaged: Bool) throws {
        try RetentionBench.with { bench in
            let id = try bench.add(hours: 1)
            #expect(try ids(bench) == [id])
            let path = try cache(bench)
            try bench.scratch.remove("state/cache")
            try NewFolder.make(bench.scratch.path("state/cache"))
            if isDamaged {
                try FileBytes.replace(path, with: Array("nonsense".utf8))
            } else {
                try NewFolder.make(path)
            }
            let notes = Notes()
            #expect(try ids(bench, notes) == [id])
            #expect(notes.all.count == (isDamaged ? 0 : 2), "\(notes.all)")
        }
    }

    @Test("are those of the repository that is there, not of one that was at the same place")
    func replaced() throws {
        try RetentionBench.with { bench in
            _ = try bench.add(hours: 1)
            #expect(try ids(bench).count == 1)
            try bench.scratch.remove("repository")
            let fresh = try Repository.create(
                at: LocalBackend(path: bench.scratch.path("repository")),
                password: Secret(Array("secret".utf8)),
                scrypt: Scrypt(n: 2, r: 1, p: 1)
            )
            let context = bench.context
            let shelf = try ShelfCache(context.repositories, remembers: true).shelf("primary")
            #expect(shelf.repositoryID == fresh.config.id)
            #expect(shelf.members.isEmpty)
        }
    }
}

/// Gathers notes from any thread.
private final class Notes: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func add(_ line: String) { lines.withLock { $0.append(line) } }
}
