import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import Testing

@Suite("The cache of snapshots", .tags(.small))
struct SnapshotCacheTests {
    private static func repositories() -> (one: ObjectID, other: ObjectID) {
        var generator = SeededGenerator(seed: 3)
        return (generator.id(), generator.id())
    }

    private let config = repositories().one
    private let other = repositories().other

    private func snapshots(_ count: Int) throws -> [StoredSnapshot] {
        var generator = SeededGenerator(seed: 7)
        return try (0..<count).map { number in
            let id = generator.id()
            let start = #"{"new":[1,2],"tree":"\#(generator.id().hex)"}"#
            let json = ByteBuffer(start.utf8)
            var snapshot = try Snapshot(json: json.bytes, id: id)
            snapshot.time = Timestamp(seconds: 1_700_000_000 + Int64(number), nanoseconds: 123)
            snapshot.utcOffset = 3600
            snapshot.hostname = "web1.example.com"
            snapshot.paths = ["/srv", "/home/\(number)"]
            snapshot.tags = number % 2 == 0 ? ["full"] : []
            snapshot.parent = number > 0 ? generator.id() : nil
            var summary = SnapshotSummary()
            summary.dataAdded = UInt64(number)
            snapshot.summary = summary
            return StoredSnapshot(snapshot, id: id, size: 200 + number)
        }
    }

    @Test("gives back what was put into it", arguments: [0, 1, 2, 3, 257])
    func roundTrip(count: Int) throws {
        try ScratchDirectory.with { scratch in
            let cache = SnapshotCache(path: scratch.path("cache"))
            let before = try snapshots(count)
            try cache.save(SnapshotCache.Content(repositoryID: "abc", snapshots: before), config: config)
            let after = try #require(try cache.load(config: config))
            #expect(after.repositoryID == "abc")
            #expect(after.snapshots.map(\.snapshot) == before.map(\.snapshot))
            #expect(after.snapshots.map(\.id) == before.map(\.id))
            #expect(after.snapshots.map(\.size) == before.map(\.size))
        }
    }

    @Test("is nothing without a file, and for another repository")
    func elsewhere() throws {
        try ScratchDirectory.with { scratch in
            let cache = SnapshotCache(path: scratch.path("cache"))
            #expect(try cache.load(config: config) == nil)
            try cache.save(SnapshotCache.Content(repositoryID: "abc", snapshots: try snapshots(2)), config: config)
            #expect(try cache.load(config: other) == nil)
        }
    }

    @Test("is nothing when any byte of it differs, or it is cut short")
    func damaged() throws {
        try ScratchDirectory.with { scratch in
            let path = scratch.path("cache")
            let cache = SnapshotCache(path: path)
            try cache.save(SnapshotCache.Content(repositoryID: "abc", snapshots: try snapshots(2)), config: config)
            let whole = try #require(try FileBytes.read(path, limit: 1 << 20))
            for place in whole.indices {
                var bytes = whole
                bytes[place] ^= 1
                try FileBytes.replace(path, with: bytes)
                #expect(try cache.load(config: config) == nil, "byte \(place)")
            }
            for length in [0, 1, 31, 32, 33, whole.count - 1] {
                try FileBytes.replace(path, with: Array(whole[..<length]))
                #expect(try cache.load(config: config) == nil, "cut to \(length) bytes")
            }
        }
    }
}
