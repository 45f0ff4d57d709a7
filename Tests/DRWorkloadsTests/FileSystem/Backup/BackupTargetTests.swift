import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import DRWorkloads
import Testing

/// Which paths a backup takes and under which names.
struct BackupTargetTests {
    private func withTree(_ body: (SourceTree, BackupWorkshop) throws -> Void) throws {
        try ScratchDirectory.with { scratch in
            let tree = try SourceTree(scratch.path("tree"))
            try tree.folder("a")
            try tree.folder("a/b")
            try tree.file("a/b/file", [1, 2, 3])
            try tree.file("a/other", [4])
            #expect(symlink("a/b", tree.path("link")) == 0)
            try body(tree, try BackupWorkshop())
        }
    }

    /// The paths below the tree in a snapshot, sorted.
    private func paths(_ tree: SourceTree, _ workshop: BackupWorkshop, _ snapshot: Snapshot) throws -> [String] {
        try workshop.nodes(snapshot).keys.map { String(decoding: $0, as: UTF8.self) }
            .filter { $0.hasPrefix(tree.root + "/") }.map { String($0.dropFirst(tree.root.utf8.count + 1)) }.sorted()
    }

    @Test(
        .tags(.medium),
        arguments: [
            (["a"], ["a", "a/b", "a/b/file", "a/other"]),
            (["a/"], ["a", "a/b", "a/b/file", "a/other"]),
            (["a/./b/../b//"], ["a", "a/b", "a/b/file"]),
            (["a/b/file"], ["a", "a/b", "a/b/file"]),
            (["a", "a/b/file"], ["a", "a/b", "a/b/file", "a/other"]),
            (["a/b/file", "a"], ["a", "a/b", "a/b/file", "a/other"]),
            (["a/b", "a/other"], ["a", "a/b", "a/b/file", "a/other"]),
            (["a/b", "a/b"], ["a", "a/b", "a/b/file"]),
            (["link"], ["link"]),
            (["link/"], ["link", "link/file"]),
            (["link/file"], ["link", "link/file"]),
            (["a/b", "missing"], ["a", "a/b", "a/b/file"]),
        ]
    )
    func takesTargets(targets: [String], expected: [String]) throws {
        try withTree { tree, workshop in
            let report = try workshop.backUp(targets.map(tree.path))
            #expect(try paths(tree, workshop, report.snapshot) == expected)
            #expect(report.isIncomplete == targets.contains("missing"))
            #expect(report.problems.map(\.path) == targets.filter { $0 == "missing" }.map(tree.path))
            #expect(try workshop.verify().isIntact)
        }
    }

    @Test(.tags(.medium))
    func namesTheTargetsInTheSnapshot() throws {
        try withTree { tree, workshop in
            let report = try workshop.backUp([tree.path("a/b/"), tree.path("a/./other")])
            #expect(report.snapshot.paths == [tree.path("a/b"), tree.path("a/other")])
            #expect(report.snapshot.hostname == "example.com")
            #expect(report.snapshot.programVersion == "dr test")
        }
    }

    @Test(.tags(.medium), arguments: [[], ["missing"], ["missing", "gone/too"], [""]] as [[String]])
    func refusesABackupOfNothing(targets: [String]) throws {
        try withTree { tree, workshop in
            let paths = targets.map { $0.isEmpty ? "" : tree.path($0) }
            let error = #expect(throws: DRError.self) { try workshop.backUp(paths) }
            #expect(error?.code == .failed)
            let snapshots = try workshop.snapshots()
            #expect(snapshots.isEmpty)
        }
    }

    @Test(.tags(.medium))
    func matchesPatternsWithCleanedPaths() throws {
        try withTree { tree, workshop in
            let exclusion = try Exclusion(patterns: [Array(tree.path("a/b").utf8)])
            let report = try workshop.backUp([tree.root + "//a/."], exclusion: exclusion)
            #expect(try paths(tree, workshop, report.snapshot) == ["a", "a/other"])
        }
    }

    @Test(.tags(.medium))
    func takesTheRoot() throws {
        let workshop = try BackupWorkshop()
        let exclusion = try Exclusion(patterns: try RawPath.names(in: [0x2f]).map { [0x2f] + $0 })
        let report = try workshop.backUp(["/"], exclusion: exclusion)
        #expect(report.snapshot.paths == ["/"])
        #expect(try workshop.nodes(report.snapshot).isEmpty)
        #expect(report.problems.isEmpty)
    }
}
