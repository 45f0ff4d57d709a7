import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("Grouping of snapshots", .tags(.small))
struct SnapshotGroupingTests {
    private static func point(
        _ id: String,
        _ seconds: Int64 = 0,
        host: String = "",
        paths: [String] = [],
        tags: [String] = []
    ) -> RetentionPoint {
        RetentionPoint(id: id, time: Timestamp(seconds: seconds), hostname: host, paths: paths, tags: tags)
    }

    private static func ids(_ grouping: SnapshotGrouping, _ points: [RetentionPoint]) -> [[String]] {
        grouping.divide(points).map { $0.members.map(\.id) }
    }

    @Test(
        "is read from its words",
        arguments: [
            ("host,paths", true, true, false), ("", false, false, false), ("tags", false, false, true),
            ("hosts,path,tag", true, true, true), (",host,", true, false, false),
        ]
    )
    func reading(text: String, host: Bool, paths: Bool, tags: Bool) throws {
        #expect(try SnapshotGrouping(parsing: text) == SnapshotGrouping(byHost: host, byPaths: paths, byTags: tags))
    }

    @Test("names a word that it does not know")
    func refusing() {
        let error = #expect(throws: DRError.self) { try SnapshotGrouping(parsing: "host, paths") }
        #expect(error?.object == " paths")
    }

    @Test("does not look at the order of paths and tags")
    func order() {
        let points = [
            Self.point("a", 1, paths: ["/x", "/y"], tags: ["1", "2"]),
            Self.point("b", 2, paths: ["/y", "/x"], tags: ["2", "1"]),
            Self.point("c", 3, paths: ["/x"], tags: ["1"]),
        ]
        #expect(Self.ids(SnapshotGrouping(byPaths: true), points) == [["c"], ["b", "a"]])
        #expect(Self.ids(SnapshotGrouping(byTags: true), points) == [["c"], ["b", "a"]])
        #expect(Self.ids(SnapshotGrouping(), points) == [["c", "b", "a"]])
    }

    @Test("compares names by their bytes, and lists by their elements")
    func bytes() {
        let composed = "caf\u{e9}"
        let decomposed = "cafe\u{301}"
        let points = [
            Self.point("a", paths: [composed]), Self.point("b", paths: [decomposed]),
            Self.point("c", paths: ["x", "y"]),
            Self.point("d", paths: ["x\0y"]), Self.point("e", paths: ["xy"]), Self.point("f"),
        ]
        #expect(Self.ids(.hostAndPaths, points) == [["f"], ["b"], ["a"], ["c"], ["d"], ["e"]])
        #expect(!Self.point("a", tags: [composed]).hasTags([decomposed]))
    }

    @Test("puts the newest first, and at one instant the smaller id")
    func newestFirst() {
        let points = [Self.point("c", 5), Self.point("b", 5), Self.point("a", 4), Self.point("d", 6)]
        #expect(Self.ids(SnapshotGrouping(), points) == [["d", "b", "c", "a"]])
    }

    @Test("describes its groups")
    func description() {
        let point = Self.point("a", host: "example", paths: ["/b", "/a"], tags: ["t"])
        let all = SnapshotGrouping(byHost: true, byPaths: true, byTags: true)
        #expect(all.group(of: point).description == "host example, path [/a /b], tags [t]")
        #expect(SnapshotGrouping().group(of: point).description.isEmpty)
    }
}
