import CLinux
import DRCore
import DRRepository
import DRTestSupport
import Testing

@testable import DRWorkloads

struct RestoreSelectionTests {
    static let entries: [TestEntry] = [
        .folder(
            "srv",
            [
                .folder(
                    "app",
                    [.file("a.log", [[1]]), .file("b.txt", [[2]]), .folder("empty"), .symlink("l.log", "x")]
                ),
                .folder("db", [.file("c.log", [[3]])]),
            ]
        )
    ]

    /// The paths of all entries below a folder, sorted.
    private func everything(_ scratch: ScratchDirectory, _ folder: String = "") throws -> [String] {
        try scratch.names(in: folder).flatMap { name -> [String] in
            let path = folder.isEmpty ? name : folder + "/" + name
            var status = stat()
            #expect(lstat(scratch.path(path), &status) == 0)
            let below = FileMode.kind(of: status.st_mode) == .directory ? try everything(scratch, path) : []
            return [path] + below
        }
    }

    struct Row: Sendable {
        var includes: [String] = []
        var excludes: [String] = []
        var subpath = ""
        var restored: [String]
    }

    static let rows: [Row] = [
        Row(restored: [
            "srv", "srv/app", "srv/app/a.log", "srv/app/b.txt", "srv/app/empty", "srv/app/l.log", "srv/db",
            "srv/db/c.log",
        ]),
        Row(
            includes: ["*.log"],
            restored: ["srv", "srv/app", "srv/app/a.log", "srv/app/l.log", "srv/db", "srv/db/c.log"]
        ),
        Row(includes: ["/srv/app/b.txt"], restored: ["srv", "srv/app", "srv/app/b.txt"]),
        Row(
            includes: ["/srv/app"],
            restored: ["srv", "srv/app", "srv/app/a.log", "srv/app/b.txt", "srv/app/empty", "srv/app/l.log"]
        ),
        Row(includes: ["/nowhere"], restored: []),
        Row(excludes: ["*.log", "empty"], restored: ["srv", "srv/app", "srv/app/b.txt", "srv/db"]),
        Row(
            includes: ["/srv/app"],
            excludes: ["*.log"],
            restored: ["srv", "srv/app", "srv/app/b.txt", "srv/app/empty"]
        ),
        Row(subpath: "/srv/db", restored: ["c.log"]),
        Row(includes: ["/a.log"], subpath: "srv/app/", restored: ["a.log"]),
        Row(subpath: "/srv/app/b.txt", restored: ["b.txt"]),
    ]

    @Test(.tags(.medium), arguments: rows)
    func patternsAndSubpaths(row: Row) throws {
        try ScratchDirectory.with { scratch in
            let report = try TestSnapshot(Self.entries).restore(to: scratch.path) {
                $0.includes = row.includes.map { Array($0.utf8) }
                $0.excludes = row.excludes.map { Array($0.utf8) }
                $0.subpath = row.subpath
            }
            #expect(report.failure == nil)
            #expect(try everything(scratch).sorted() == row.restored)
            if row.restored.contains("srv/app") {
                var status = stat()
                #expect(stat(scratch.path("srv/app"), &status) == 0)
                #expect(status.st_mtim.tv_nsec == 123_456_789)
            }
        }
    }

    @Test(.tags(.medium), arguments: ["/srv/nothing", "/srv/app/b.txt/x"])
    func refusesPathsThatAreNotThere(path: String) throws {
        try ScratchDirectory.with { scratch in
            let made = try TestSnapshot(Self.entries)
            let error = #expect(throws: DRError.self) { try made.restore(to: scratch.path) { $0.subpath = path } }
            #expect(error?.code == .usage)
        }
    }

    @Test(.tags(.medium))
    func deletesWhatTheSnapshotDoesNotHave() throws {
        try ScratchDirectory.with { scratch in
            let made = try TestSnapshot(Self.entries, paths: ["/srv/app"])
            for folder in ["srv", "srv/app", "srv/app/old", "srv/app/kept", "srv/db", "other"] {
                #expect(mkdir(scratch.path(folder), 0o700) == 0)
            }
            for file in ["x", "srv/x", "srv/db/x", "srv/app/x", "srv/app/x.log", "srv/app/old/y", "srv/app/kept/z.log"]
            {
                try scratch.write([1], to: file)
            }
            #expect(symlink(scratch.path("other"), scratch.path("srv/app/old/way")) == 0)
            try scratch.write([1], to: "other/file")
            let report = try made.restore(to: scratch.path) {
                $0.deletes = true
                $0.excludes = [Array("*.log".utf8)]
            }
            #expect(report.failure == nil)
            #expect(
                try everything(scratch).sorted() == [
                    "other", "other/file", "srv", "srv/app", "srv/app/b.txt", "srv/app/empty", "srv/app/kept",
                    "srv/app/kept/z.log", "srv/app/x.log", "srv/db", "srv/db/x", "srv/x", "x",
                ]
            )
            #expect(report.deletedEntries == 4)
        }
    }

    @Test(
        .tags(.small),
        arguments: [
            (["/"], "", "", true), (["/srv"], "", "", false), (["/srv"], "", "/srv", true),
            (["/srv"], "", "/srv/a", true),
            (["/srv"], "", "/srv2", false), (["/srv/app/"], "/srv", "", false), (["/srv/app"], "/srv/app/", "", true),
            (["relative"], "", "/relative/x", true), (["."], "", "", true), ([], "", "/x", false),
        ]
    )
    func deletionStaysBelowWhatWasBackedUp(paths: [String], subpath: String, location: String, holds: Bool) {
        #expect(DeletionScope(paths: paths, subpath: subpath).holds(Array(location.utf8)) == holds)
    }
}
