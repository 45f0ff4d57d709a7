import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import DRWorkloads
import Testing

/// What a second backup reads, stores and reports.
struct BackupChangeTests {
    /// A way in which a file may differ from the parent snapshot.
    enum Change: String, CaseIterable {
        case nothing, content, size, touched, changeTimeOnly, replaced, removed, added
    }

    /// Two files and a folder, backed up once.
    private func withBackup(
        _ body: (SourceTree, BackupWorkshop, _ first: BackupReport) throws -> Void
    ) throws {
        try ScratchDirectory.with { scratch in
            let tree = try SourceTree(scratch.path("tree"))
            try tree.file("file", SeededGenerator.repeating(1, count: 5000))
            try tree.folder("sub")
            try tree.file("sub/other", SeededGenerator.repeating(2, count: 500_000))
            let workshop = try BackupWorkshop()
            try body(tree, workshop, try workshop.backUp([tree.root]))
        }
    }

    private func apply(_ change: Change, to tree: SourceTree) throws {
        switch change {
        case .nothing: break
        case .content: try tree.rewrite("file", SeededGenerator.repeating(3, count: 5000))
        case .size: try tree.rewrite("file", SeededGenerator.repeating(1, count: 5001))
        case .touched: try tree.setTime("file", Timestamp(seconds: 1_300_000_000, nanoseconds: 1))
        case .changeTimeOnly: #expect(chmod(tree.path("file"), 0o600) == 0)
        case .replaced:
            try tree.file("new", SeededGenerator.repeating(4, count: 5000))
            #expect(rename(tree.path("new"), tree.path("file")) == 0)
        case .removed: #expect(unlink(tree.path("file")) == 0)
        case .added: try tree.file("third", [1])
        }
    }

    @Test(.tags(.medium), arguments: Change.allCases)
    func readsWhatChanged(change: Change) throws {
        try withBackup { tree, workshop, first in
            #expect(first.kind == .full)
            #expect(first.snapshot.tags == ["full"])
            #expect(first.summary.filesNew == 2)
            #expect(first.summary.directoriesNew == 2)
            try apply(change, to: tree)
            let second = try workshop.backUp([tree.root])
            let readsFile = ![Change.nothing, .removed, .added].contains(change)
            let storesContent = [Change.content, .size, .replaced, .added].contains(change)
            #expect(second.snapshot.tags == ["incremental"])
            #expect(second.snapshot.parent == first.snapshot.id)
            #expect(second.bytesRead == (readsFile ? (change == .size ? 5001 : 5000) : change == .added ? 1 : 0))
            #expect(second.summary.dataBlobs == (storesContent ? 1 : 0))
            #expect(second.summary.filesChanged == (readsFile ? 1 : 0))
            #expect(second.summary.filesNew == (change == .added ? 1 : 0))
            #expect(second.summary.filesUnmodified == (readsFile || change == .removed ? 1 : 2))
            #expect(second.summary.directoriesUnmodified == (change == .nothing ? 2 : 1))
            #expect(second.problems.isEmpty)
            #expect(second.silentChanges.isEmpty)
            let nodes = try workshop.nodes(second.snapshot)
            let contents = try workshop.contents(second.snapshot)
            let state = try EntryState.read(tree.root)
            #expect(nodes.keys.count { $0.starts(with: Array(tree.root.utf8)) } == state.count)
            for (path, entry) in state where entry.mode & mode_t(S_IFMT) == mode_t(S_IFREG) {
                let node = try #require(nodes[Array((tree.root + "/").utf8) + path])
                #expect(contents[Array((tree.root + "/").utf8) + path] == entry.content)
                #expect(node.mtime == entry.mtime)
                #expect(FileMode.permissions(of: node.mode) == entry.mode & 0o7777)
            }
            #expect(try workshop.verify().isIntact)
        }
    }

    @Test(.tags(.medium))
    func storesNothingButASnapshotOfAnUnchangedTree() throws {
        try withBackup { tree, workshop, first in
            let second = try workshop.backUp([tree.root])
            let expected = try workshop.tree(tree.root, in: first.snapshot)
            #expect(try workshop.tree(tree.root, in: second.snapshot) == expected)
            #expect(second.summary.dataBlobs == 0)
            // Other tests may change the folders above, which are two.
            #expect(second.summary.treeBlobs <= 2)
            #expect(second.summary.totalBytesProcessed == 505_000)
            #expect(second.summary.totalFilesProcessed == 2)
        }
    }

    @Test(.tags(.medium))
    func ignoresInodesAndChangeTimesWhenAsked() throws {
        try withBackup { tree, workshop, _ in
            // A copy in place of the file, as network file systems and copied disks show it.
            let time = try #require(try EntryState.read(tree.root)[Array("file".utf8)]).mtime
            try tree.file("copy", SeededGenerator.repeating(1, count: 5000))
            try tree.setTime("copy", time)
            #expect(rename(tree.path("copy"), tree.path("file")) == 0)
            let trusting = try workshop.backUp([tree.root]) { options in
                options.ignoresInode = true
                options.ignoresChangeTime = true
            }
            #expect(trusting.bytesRead == 0)
        }
    }

    @Test(.tags(.medium))
    func readsAgainWhatTheRepositoryLacks() throws {
        try withBackup { tree, workshop, first in
            let memory = try #require(workshop.backend as? MemoryBackend)
            var objects = memory.contents
            let file = try #require(try workshop.node(tree.path("file"), in: first.snapshot))
            let blob = try #require(file.content?.first)
            let pack = try #require(try workshop.open().index.location(.data, blob)).pack
            // No index and no such pack, as in a repository that lost them and was mended.
            for name in objects.keys where name.kind == .index || name == ObjectName(.pack, pack) {
                objects[name] = nil
            }
            let poorer = BackupWorkshop(existing: MemoryBackend(objects))
            let second = try poorer.backUp([tree.root], parent: first.snapshot)
            #expect(second.bytesRead == 505_000)
            let expected = try workshop.tree(tree.root, in: first.snapshot)
            #expect(try poorer.tree(tree.root, in: second.snapshot) == expected)
            #expect(try poorer.content(file) == SeededGenerator.repeating(1, count: 5000))
        }
    }

    @Test(.tags(.medium), arguments: [false, true])
    func storesALostListingAgain(isPackGone: Bool) throws {
        try withBackup { tree, workshop, first in
            let memory = try #require(workshop.backend as? MemoryBackend)
            var objects = memory.contents
            let folder = try #require(try workshop.node(tree.root, in: first.snapshot)?.subtree)
            let place = try #require(try workshop.open().index.location(.tree, folder))
            let name = ObjectName(.pack, place.pack)
            if isPackGone { objects[name] = nil } else { objects[name]?[place.offset + place.length / 2] ^= 1 }
            let damaged = BackupWorkshop(existing: MemoryBackend(objects))
            let second = try damaged.backUp([tree.root])
            #expect(second.problems.map(\.path).contains(isPackGone ? "/" : tree.root))
            #expect(!second.isIncomplete)
            guard !isPackGone else { return }
            let expected = try workshop.tree(tree.root, in: first.snapshot)
            #expect(try damaged.tree(tree.root, in: second.snapshot) == expected)
            #expect(try damaged.nodes(second.snapshot).count == workshop.nodes(first.snapshot).count)
        }
    }

    @Test(.tags(.medium))
    func addsOnlyTreesForARenamedFolder() throws {
        try withBackup { tree, workshop, _ in
            #expect(rename(tree.path("sub"), tree.path("moved")) == 0)
            let second = try workshop.backUp([tree.root])
            #expect(second.summary.dataBlobs == 0)
            #expect(second.summary.directoriesNew == 1)
            let names = try workshop.nodes(second.snapshot).keys.map { String(decoding: $0, as: UTF8.self) }
            #expect(names.contains(tree.path("moved/other")))
            #expect(!names.contains { $0.contains("/sub") })
        }
    }

    @Test(.tags(.medium), arguments: [false, true])
    func fullBackupFindsSilentChanges(isSilent: Bool) throws {
        try withBackup { tree, workshop, first in
            let time = try #require(try EntryState.read(tree.root)[Array("file".utf8)]).mtime
            if isSilent {
                try tree.rewrite("file", SeededGenerator.repeating(9, count: 5000))
                try tree.setTime("file", time)
            }
            // Nobody can set the change time, so it has to be ignored to look the same.
            let second = try workshop.backUp([tree.root]) { options in
                options.kind = .full
                options.ignoresChangeTime = true
                options.tags = ["nightly", "incremental"]
            }
            #expect(second.kind == .full)
            #expect(second.snapshot.tags == ["full", "nightly"])
            #expect(second.bytesRead == 505_000)
            #expect(second.silentChanges == (isSilent ? [tree.path("file")] : []))
            #expect(second.summary.filesChanged == (isSilent ? 1 : 0))
            let node = try #require(try workshop.node(tree.path("file"), in: second.snapshot))
            #expect(try workshop.content(node) == SeededGenerator.repeating(isSilent ? 9 : 1, count: 5000))
            let before = try workshop.tree(tree.root, in: first.snapshot)
            #expect((try workshop.tree(tree.root, in: second.snapshot) == before) == !isSilent)
        }
    }

    @Test(.tags(.medium))
    func writesTheTimeWithTheOffsetOfThisMachine() throws {
        try withBackup { _, _, first in
            #expect(first.snapshot.utcOffset == CivilTime.localOffset(at: first.snapshot.time))
        }
    }
}
