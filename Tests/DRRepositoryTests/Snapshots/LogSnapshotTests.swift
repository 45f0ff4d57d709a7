import DRRepository
import DRStorage
import DRTestSupport
import Testing

@Suite("Snapshots that hold a log", .tags(.small))
struct LogSnapshotTests {
    private func snapshot(_ tags: [String]) throws -> Snapshot {
        var snapshot = Snapshot(tree: try #require(ObjectID(hex: String(repeating: "a", count: 64))))
        snapshot.tags = tags
        return snapshot
    }

    @Test("are passed over unless their tag is asked for")
    func filter() throws {
        let log = try snapshot(["dr", "wal", "cluster:7"])
        let backup = try snapshot(["dr", "full"])
        #expect(!SnapshotFilter().matches(log))
        #expect(SnapshotFilter(tags: [["wal"]]).matches(log))
        #expect(!SnapshotFilter(tags: [["dr"]]).matches(log))
        #expect(SnapshotFilter().matches(backup))
        #expect(SnapshotSelection.latest(in: [backup, log])?.tags == backup.tags)
    }

    @Test("are those of dr alone: others may use the word as they like")
    func others() throws {
        #expect(try SnapshotFilter().matches(snapshot(["wal"])))
        #expect(try SnapshotFilter().matches(snapshot(["dr", "wal"])))
    }
}
