import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import DRWorkloads
import Testing

/// `dr` and the real restic on the same repository.
@Suite(.enabled(if: geteuid() == 0, "devices and owners need root"))
struct ResticInteropTests {
    private func makeTree(_ repository: ResticRepository) throws -> SourceTree {
        let tree = try SourceTree(repository.scratch.path("tree"))
        try tree.addEveryKind(seed: 1)
        try tree.addOddNames()
        try tree.addRandom("random", seed: 2, entries: 150)
        return tree
    }

    @Test(.tags(.large), arguments: [1, 2])
    func resticRestoresWhatDrWrote(version: Int) throws {
        try ResticRepository.with(version: version, byRestic: false) { repository in
            let tree = try makeTree(repository)
            let report = try repository.workshop.backUp([tree.root])
            #expect(report.problems.isEmpty)
            try repository.check()
            let target = repository.scratch.path("target")
            try repository.restic(["restore", "latest", "--target", target])
            let source = try EntryState.read(tree.root)
            let restored = try EntryState.read(target + tree.root)
            #expect(Set(source.keys) == Set(restored.keys))
            for (path, state) in source {
                #expect(restored[path] == state, "\(String(decoding: path, as: UTF8.self))")
            }
        }
    }

    @Test(.tags(.large))
    func resticForgetsAndPrunesWhatDrWrote() throws {
        try ResticRepository.with(byRestic: false) { repository in
            let tree = try makeTree(repository)
            try repository.workshop.backUp([tree.root])
            #expect(unlink(tree.path("kinds/chunks")) == 0)
            let second = try repository.workshop.backUp([tree.root])
            let listed = try repository.restic(["snapshots", "--json"])
            #expect(listed.contains(try #require(second.snapshot.id).hex))
            #expect(listed.contains("\"tags\":[\"full\"]"))
            try repository.restic(["forget", "--keep-last", "1", "--prune"])
            try repository.check()
            #expect(try repository.workshop.snapshots().map(\.id) == [second.snapshot.id])
            #expect(try repository.workshop.verify().isIntact)
            #expect(try repository.workshop.nodes(second.snapshot).count > SourceTree.oddNames.count)
            let third = try repository.workshop.backUp([tree.root])
            #expect(third.summary.dataBlobs == 0)
            #expect(third.bytesRead == 0)
        }
    }

    @Test(.tags(.large), arguments: [1, 2])
    func drGoesOnWhereResticBegan(version: Int) throws {
        try ResticRepository.with(version: version, byRestic: true) { repository in
            let tree = try makeTree(repository)
            try repository.restic(["backup", "--host", "example.com", tree.root])
            let workshop = repository.workshop
            let first = try #require(try workshop.snapshots().last)
            #expect(first.hostname == "example.com")
            #expect(try workshop.verify().isIntact)
            let states = try EntryState.read(tree.root)
            for (path, content) in try workshop.contents(first) {
                #expect(content == states[Array(path.dropFirst(tree.root.utf8.count + 1))]?.content)
            }

            let onTop = try workshop.backUp([tree.root], parent: first)
            #expect(onTop.bytesRead == 0, "nothing differs from what restic saw")
            let anew = try workshop.backUp([tree.root]) { $0.kind = .full }
            #expect(anew.summary.dataBlobs == 0, "both cut files at the same places")
            #expect(anew.silentChanges.isEmpty)
            #expect(anew.problems.isEmpty)
            try repository.check()

            try tree.file("after", SeededGenerator.repeating(9, count: 5 << 20))
            try repository.restic(["backup", "--host", "example.com", tree.root])
            let last = try workshop.backUp([tree.root]) { $0.kind = .full }
            #expect(last.summary.dataBlobs == 0)
            try repository.check()
        }
    }

    @Test(.tags(.large))
    func treesHaveTheIdsOfRestic() throws {
        try ResticRepository.with(byRestic: true) { repository in
            let tree = try makeTree(repository)
            try repository.restic(["backup", "--force", tree.root])
            let workshop = repository.workshop
            let theirs = try #require(try workshop.snapshots().last)
            let ours = try workshop.backUp([tree.root]).snapshot
            for folder in ["", "/random", "/kinds", "/odd"] {
                let one = try #require(try workshop.node(tree.root + folder, in: theirs))
                let other = try #require(try workshop.node(tree.root + folder, in: ours))
                #expect(one == other, "\(folder)")
            }
            // The folders above may change at any time, as others work in them.
            let above = repository.scratch.path
            var one = try #require(try workshop.node(above, in: theirs))
            let other = try #require(try workshop.node(above, in: ours))
            (one.mtime, one.atime, one.ctime, one.subtree) = (other.mtime, other.atime, other.ctime, other.subtree)
            #expect(one == other)
        }
    }

    @Test(.tags(.large))
    func resticKeepsByTheClockThatDrWrote() throws {
        try ResticRepository.with(byRestic: false) { repository in
            let tree = try SourceTree(repository.scratch.path("tree"))
            try tree.file("file", [1])
            // 23:30 and 00:30 of the next day in UTC are two days there and one in New York.
            for seconds: Int64 in [1_706_225_400, 1_706_229_000] {
                let report = try repository.workshop.backUp([tree.root]) { $0.time = Timestamp(seconds: seconds) }
                let opened = try repository.workshop.open()
                var moved = report.snapshot
                moved.utcOffset = -18_000
                _ = try opened.save(moved, opened.makeCodec())
                try opened.backend.delete(ObjectName(.snapshot, try #require(report.snapshot.id)))
            }
            #expect(try repository.workshop.snapshots().map(\.utcOffset) == [-18_000, -18_000])
            try repository.restic(["forget", "--keep-daily", "5"])
            let kept = try repository.workshop.snapshots()
            #expect(kept.map(\.time.seconds) == [1_706_229_000])
        }
    }
}
