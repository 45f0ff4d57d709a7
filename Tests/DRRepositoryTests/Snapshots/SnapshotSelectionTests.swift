import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

struct SnapshotSelectionTests {
    static func snapshot(
        _ id: String,
        at seconds: Int64,
        host: String = "a.example.com",
        paths: [String] = ["/srv"],
        tags: [String] = []
    ) throws -> Snapshot {
        let full = try #require(ObjectID(hex: id + String(repeating: "0", count: 64 - id.count)))
        var snapshot = Snapshot(tree: full)
        snapshot.id = full
        snapshot.time = Timestamp(seconds: seconds)
        snapshot.hostname = host
        snapshot.paths = paths
        snapshot.tags = tags
        return snapshot
    }

    static func all() throws -> [Snapshot] {
        [
            try snapshot("aabb01", at: 300, tags: ["full", "x"]),
            try snapshot("aabb02", at: 100),
            try snapshot("cc", at: 200, host: "b.example.com", paths: ["/srv", "/etc"], tags: ["full"]),
            try snapshot("dd", at: 200, tags: ["x"]),
        ]
    }

    @Test(
        .tags(.small),
        arguments: [
            ("latest", "aabb01"), ("aabb02", "aabb02"), ("c", "cc"), ("CC", "cc"), ("backup-19700101-000140", "aabb02"),
            ("backup-19700101-000320-d", "dd"), ("dd" + String(repeating: "0", count: 62), "dd"),
        ]
    )
    func resolves(text: String, id: String) throws {
        let found = try SnapshotSelection.resolve(text, in: Self.all())
        #expect(found.id?.hex.hasPrefix(id + "0") == true)
    }

    @Test(
        .tags(.small),
        arguments: ["e", "", "xyz", "latest~1", "backup-19700101-000000", "aabb01" + String(repeating: "0", count: 59)]
    )
    func saysHowToListWhenThereIsNone(text: String) throws {
        let snapshots = try Self.all()
        let error = #expect(throws: DRError.self) { try SnapshotSelection.resolve(text, in: snapshots) }
        #expect(error?.object == text)
        #expect(error?.hint?.contains("dr snapshots") == true)
    }

    @Test(
        .tags(.small),
        arguments: [("aabb", ["aabb0100", "aabb0200"]), ("backup-19700101-000320", ["cc000000", "dd000000"])]
    )
    func listsTheCandidates(text: String, ids: [String]) throws {
        let snapshots = try Self.all()
        let error = #expect(throws: DRError.self) { try SnapshotSelection.resolve(text, in: snapshots) }
        for id in ids { #expect(error?.hint?.contains(id) == true) }
    }

    @Test(
        .tags(.small),
        arguments: [
            (SnapshotFilter(), "aabb01"), (SnapshotFilter(hosts: ["b.example.com"]), "cc"),
            (SnapshotFilter(tags: [[]]), "aabb02"),
            (SnapshotFilter(tags: [["full", "x"]]), "aabb01"), (SnapshotFilter(tags: [["nothing"], ["x"]]), "aabb01"),
            (SnapshotFilter(paths: ["/etc"]), "cc"), (SnapshotFilter(paths: ["/etc", "/srv"]), "cc"),
            (SnapshotFilter(hosts: ["c.example.com", "b.example.com"], tags: [["full"]], paths: ["/srv"]), "cc"),
        ]
    )
    func filtersTheLatest(filter: SnapshotFilter, id: String) throws {
        let found = try SnapshotSelection.resolve("latest", in: Self.all(), matching: filter)
        #expect(found.id?.hex.hasPrefix(id + "0") == true)
    }

    @Test(.tags(.small))
    func filtersNamesButNotIds() throws {
        let filter = SnapshotFilter(hosts: ["b.example.com"])
        let byName = try SnapshotSelection.resolve("backup-19700101-000320", in: Self.all(), matching: filter)
        #expect(byName.hostname == "b.example.com")
        let byID = try SnapshotSelection.resolve("dd", in: Self.all(), matching: filter)
        #expect(byID.hostname == "a.example.com")
    }

    @Test(.tags(.small))
    func explainsAnEmptyChoice() throws {
        let snapshots = try Self.all()
        let filter = SnapshotFilter(hosts: ["z.example.com"], tags: [["p", "q"]], paths: ["/x"])
        let error = #expect(throws: DRError.self) {
            try SnapshotSelection.resolve("latest", in: snapshots, matching: filter)
        }
        #expect(error?.object == "host z.example.com, tag p+q, path /x")
        let empty = #expect(throws: DRError.self) { try SnapshotSelection.resolve("latest", in: []) }
        #expect(empty?.hint?.contains("dr backup") == true)
    }

    @Test(
        .tags(.small),
        arguments: [(100, "aabb02"), (199, "aabb02"), (200, "dd"), (299, "dd"), (9999, "aabb01")] as [(Int64, String)]
    )
    func findsTheNewestAtAnInstant(seconds: Int64, id: String) throws {
        let instant = Timestamp(seconds: seconds)
        let found = try SnapshotSelection.newest(atOrBefore: instant, in: Self.all())
        #expect(found.id?.hex.hasPrefix(id + "0") == true)
    }

    @Test(.tags(.small))
    func namesTheOldestWhenAllAreLater() throws {
        let snapshots = try Self.all()
        let error = #expect(throws: DRError.self) {
            try SnapshotSelection.newest(atOrBefore: Timestamp(seconds: 99), in: snapshots)
        }
        #expect(error?.hint?.contains("backup-19700101-000140") == true)
    }

    @Test(.tags(.small))
    func choosesTheParentByHostAndPathSet() throws {
        let snapshots = try Self.all()
        func parent(_ host: String, _ paths: [String], _ seconds: Int64) -> String? {
            SnapshotSelection.parent(in: snapshots, host: host, paths: paths, before: Timestamp(seconds: seconds))?.id?
                .short
        }
        #expect(parent("a.example.com", ["/srv"], 1000) == "aabb0100")
        #expect(parent("a.example.com", ["/srv"], 299) == "dd000000")
        #expect(parent("a.example.com", ["/srv"], 99) == nil)
        #expect(parent("b.example.com", ["/etc", "/srv", "/etc"], 1000) == "cc000000")
        #expect(parent("b.example.com", ["/srv"], 1000) == nil)
        #expect(parent("a.example.com", ["/srv", "/etc"], 1000) == nil)
    }
}
