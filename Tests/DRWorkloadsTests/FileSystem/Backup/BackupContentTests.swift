import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import DRWorkloads
import Testing

/// Everything of a tree is in the repository afterwards.
struct BackupContentTests {
    /// Compares a snapshot with the tree it was made of.
    private func compare(_ workshop: BackupWorkshop, _ snapshot: Snapshot, _ root: String) throws {
        let nodes = try workshop.nodes(snapshot)
        let contents = try workshop.contents(snapshot)
        let states = try EntryState.read(root)
        #expect(nodes.keys.count { $0.starts(with: Array(root.utf8)) } == states.count)
        for (path, state) in states {
            let full = Array(root.utf8) + (path.isEmpty ? [] : [0x2f] + path)
            let node = try #require(nodes[full], "\(String(decoding: full, as: UTF8.self)) is missing")
            #expect(node.kind == FileMode.kind(of: state.mode))
            #expect(FileMode.permissions(of: node.mode) == state.mode & 0o7777)
            #expect(node.uid == state.uid)
            #expect(node.gid == state.gid)
            #expect(node.mtime == state.mtime)
            #expect(node.size == UInt64(state.size))
            #expect(node.device == state.device)
            #expect(node.linkTarget == state.target)
            let attributes = Dictionary(uniqueKeysWithValues: node.extendedAttributes.map { ($0.name, $0.value) })
            #expect(attributes == state.attributes)
            guard node.kind == .file else { continue }
            #expect(contents[full] == state.content)
        }
    }

    @Test(.tags(.medium), .enabled(if: geteuid() == 0, "devices and owners need root"))
    func keepsEveryKind() throws {
        try ScratchDirectory.with { scratch in
            let tree = try SourceTree(scratch.path("tree"))
            try tree.addEveryKind(seed: 5)
            let workshop = try BackupWorkshop()
            let report = try workshop.backUp([tree.root])
            try compare(workshop, report.snapshot, tree.root)
            #expect(report.problems.isEmpty)
            #expect(try workshop.verify().isIntact)
        }
    }

    @Test(.tags(.medium))
    func keepsOddNames() throws {
        try ScratchDirectory.with { scratch in
            let tree = try SourceTree(scratch.path("tree"))
            try tree.addOddNames()
            let workshop = try BackupWorkshop()
            let report = try workshop.backUp([tree.root])
            #expect(report.summary.filesNew == UInt64(SourceTree.oddNames.count))
            try compare(workshop, report.snapshot, tree.root)
        }
    }

    @Test(.tags(.medium), arguments: [1, 2, 3])
    func keepsRandomTrees(seed: UInt64) throws {
        try ScratchDirectory.with { scratch in
            let tree = try SourceTree(scratch.path("tree"))
            try tree.addRandom("random", seed: seed, entries: 400)
            for version in 1...2 {
                let workshop = try BackupWorkshop(version: version)
                let report = try workshop.backUp([tree.root], packSize: 1 << 18) { $0.workers = Int(seed) }
                try compare(workshop, report.snapshot, tree.root)
                #expect(try workshop.verify().isIntact)
            }
        }
    }

    @Test(.tags(.large))
    func keepsDeepTrees() throws {
        try ScratchDirectory.with { scratch in
            let tree = try SourceTree(scratch.path("tree"))
            let depth = 3000
            // The scratch directory is removed by paths, which are too long here.
            defer { system("rm -rf -- '\(tree.root)'") }
            try makeDeep(tree.root, depth)
            let workshop = try BackupWorkshop()
            let report = try workshop.backUp([tree.root])
            #expect(report.problems.isEmpty)
            #expect(report.summary.filesNew == 1)
            #expect(report.summary.directoriesNew == UInt64(depth) + 1)
            let deepest = try #require(try workshop.nodes(report.snapshot).max { $0.key.count < $1.key.count })
            #expect(deepest.key.count > Int(PATH_MAX))
            #expect(try workshop.content(deepest.value) == Array("deep".utf8))
            let again = try workshop.backUp([tree.root])
            let expected = try workshop.tree(tree.root, in: report.snapshot)
            #expect(try workshop.tree(tree.root, in: again.snapshot) == expected)
            #expect(again.bytesRead == 0)
        }
    }

    @Test(.tags(.large))
    func reportsTreesThatAreTooDeep() throws {
        try ScratchDirectory.with { scratch in
            let tree = try SourceTree(scratch.path("tree"))
            // The scratch directory is removed by paths, which are too long here.
            defer { system("rm -rf -- '\(tree.root)'") }
            try makeDeep(tree.root, TreeWalker.depthLimit + 10)
            let workshop = try BackupWorkshop()
            let report = try workshop.backUp([tree.root])
            #expect(report.problemCount == 1)
            #expect(report.isIncomplete)
            #expect(try workshop.nodes(report.snapshot).count < TreeWalker.depthLimit)
        }
    }

    /// A chain of directories whose path is longer than any call takes, with a file at its end.
    private func makeDeep(_ root: String, _ depth: Int) throws {
        var directory = try FileDescriptor.open(root, O_RDONLY | O_DIRECTORY)
        for _ in 0..<depth {
            guard mkdirat(directory.raw, "d", 0o755) == 0 else { throw RawPath.failure("create", Array(root.utf8)) }
            directory = FileDescriptor(owning: clinux_openat(directory.raw, "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0))
        }
        let file = FileDescriptor(owning: clinux_openat(directory.raw, "file", O_WRONLY | O_CREAT | O_CLOEXEC, 0o644))
        try Array("deep".utf8).withUnsafeBytes { try file.writeAll($0, path: "file") }
    }

    @Test(.tags(.large))
    func takesManyEntriesInOneDirectory() throws {
        try ScratchDirectory.with { scratch in
            let tree = try SourceTree(scratch.path("tree"))
            let count = 100_000
            for number in 0..<count {
                let raw = clinux_open(tree.path("\(number)"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
                guard raw >= 0 else { throw RawPath.failure("create", Array(tree.root.utf8)) }
                _ = FileDescriptor(owning: raw)
            }
            let workshop = try BackupWorkshop()
            let report = try workshop.backUp([tree.root])
            #expect(report.summary.filesNew == UInt64(count))
            #expect(report.summary.dataBlobs == 0)
            #expect(try workshop.nodes(report.snapshot).count >= count)
            let second = try workshop.backUp([tree.root])
            #expect(second.summary.filesUnmodified == UInt64(count))
            #expect(second.summary.dataBlobs == 0)
        }
    }

    @Test(.tags(.large), arguments: [100 << 20, (9 << 20) - 1, 9 << 20, (9 << 20) + 1, 512 << 10, (512 << 10) + 1])
    func keepsLargeFiles(size: Int) throws {
        try ScratchDirectory.with { scratch in
            let tree = try SourceTree(scratch.path("tree"))
            let content = SeededGenerator.repeating(UInt64(size), count: size)
            try tree.file("large", content)
            let workshop = try BackupWorkshop()
            let report = try workshop.backUp([tree.root])
            let node = try #require(try workshop.node(tree.path("large"), in: report.snapshot))
            #expect(node.size == UInt64(size))
            #expect(try workshop.content(node) == content)
            #expect(report.bytesRead == UInt64(size))
            #expect(report.summary.totalBytesProcessed == UInt64(size))
        }
    }
}
