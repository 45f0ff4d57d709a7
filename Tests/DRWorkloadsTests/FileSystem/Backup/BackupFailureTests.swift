import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import DRWorkloads
import Synchronization
import Testing

/// Backups that do not run through, and sources that cannot be read as they should.
struct BackupFailureTests {
    /// A tree of many blobs, and a repository with one snapshot of a part of it.
    private func withTree(_ body: (SourceTree, BackupWorkshop) throws -> Void) throws {
        try ScratchDirectory.with { scratch in
            let tree = try SourceTree(scratch.path("tree"))
            try tree.addRandom("random", seed: 11, entries: 200)
            try tree.file("random/large", SeededGenerator.repeating(12, count: 12 << 20))
            let workshop = try BackupWorkshop()
            try workshop.backUp([tree.path("random/0")])
            try body(tree, workshop)
        }
    }

    private func faults() -> [FaultyBackend.Fault] {
        [5, 6, 7, 8, 9, 12, 20, 40].map { .fail(call: $0, .permanent) }
            + [0, 1 << 20, 5 << 20].map { .outOfSpace(afterBytes: $0) }
            + [6, 9, 15].map { .vanish(atCall: $0) }
    }

    /// Runs many times over, as such failures show deadlocks between the threads.
    @Test(.tags(.large), .hangLimit, arguments: 0..<14)
    func storageFailureLeavesNoSnapshot(number: Int) throws {
        try withTree { tree, workshop in
            let memory = try #require(workshop.backend as? MemoryBackend)
            let fault = faults()[number]
            for round in 0..<3 {
                let workshop = BackupWorkshop(existing: MemoryBackend(memory.contents))
                let broken = FaultyBackend(workshop.backend, [fault])
                let error = #expect(throws: (any Error).self) {
                    try workshop.backUp([tree.root], over: broken, packSize: 1 << 19) { $0.workers = 1 + round }
                }
                let message = error.map { String(describing: $0) } ?? ""
                #expect(["injected failure", "no space left", "vanished"].contains { message.contains($0) })
                let snapshots = try workshop.snapshots()
                #expect(snapshots.count == 1)
                let report = try workshop.verify()
                #expect(report.damages.isEmpty, "earlier snapshots are intact")
                let next = try workshop.backUp([tree.root])
                #expect(next.problems.isEmpty)
                let after = try workshop.verify()
                #expect(after.isIntact)
                #expect(after.snapshots == 2)
            }
        }
    }

    @Test(.tags(.large), arguments: [1, 2, 4])
    func cancelledBackupIsGoneOnWith(workers: Int) throws {
        try ScratchDirectory.with { scratch in
            let tree = try SourceTree(scratch.path("tree"))
            try tree.file("large", SeededGenerator.repeating(21, count: 96 << 20))
            let workshop = try BackupWorkshop()
            let cancellation = Cancellation()
            let hook = HookedBackend(workshop.backend) { name, number in
                if name.kind == .pack, number == 10 { cancellation.cancel(.interrupted) }
            }
            let progress = BackupProgress()
            let error = #expect(throws: DRError.self) {
                try workshop.backUp(
                    [tree.root],
                    over: hook,
                    packSize: 1 << 20,
                    cancellation: cancellation,
                    progress: progress
                ) { $0.workers = workers }
            }
            #expect(error?.code == .interrupted)
            #expect(progress.bytesRead.load(ordering: .relaxed) < 96 << 20)
            #expect(try workshop.snapshots().isEmpty)
            let known = try workshop.open().index.count
            #expect(known > 0)
            let next = try workshop.backUp([tree.root])
            #expect(next.summary.dataAdded <= UInt64(96 << 20) - UInt64(known) * UInt64(Chunker.minimumSize))
            #expect(try workshop.verify().isIntact)
        }
    }

    @Test(.tags(.medium))
    func refusesToCommitWhenTheCallerDoes() throws {
        try withTree { tree, workshop in
            var options = BackupOptions(exclusion: try Exclusion())
            options.targets = [Array(tree.root.utf8)]
            let backup = FileTreeBackup(options, cancellation: Cancellation())
            let error = #expect(throws: DRError.self) {
                try backup.run {
                    try workshop.destination()
                } beforeCommit: {
                    throw DRError(.locked, "the lock is lost")
                }
            }
            #expect(error?.code == .locked)
            #expect(try workshop.snapshots().count == 1)
        }
    }

    @Test(.tags(.medium))
    func failsWhenTheRepositoryDoesNotOpen() throws {
        try withTree { tree, _ in
            var options = BackupOptions(exclusion: try Exclusion())
            options.targets = [Array(tree.root.utf8)]
            let error = #expect(throws: DRError.self) {
                try FileTreeBackup(options, cancellation: Cancellation()).run {
                    throw DRError(.wrongPassword, "wrong password")
                }
            }
            #expect(error?.code == .wrongPassword)
        }
    }

    @Test(.tags(.medium))
    func reportsInputErrors() throws {
        try withTree { tree, workshop in
            // Reading the memory of this process at 0 gives EIO, and its size is said to be 0.
            let report = try workshop.backUp(["/proc/self/mem", tree.path("random/1")])
            #expect(report.problems.count == 1)
            #expect(report.problems.first?.path.hasSuffix("/mem") == true)
            #expect(report.problems.first?.reason.contains("Input/output error") == true)
            #expect(report.isIncomplete)
            #expect(try workshop.node(tree.path("random/1"), in: report.snapshot) != nil)
        }
    }

    @Test(.tags(.large), arguments: ["append", "truncate", "rewrite", "replace"])
    func retriesAFileThatChangesOnce(change: String) throws {
        try ScratchDirectory.with { scratch in
            let tree = try SourceTree(scratch.path("tree"))
            try tree.file("log", SeededGenerator.repeating(31, count: 64 << 20))
            let workshop = try BackupWorkshop()
            // The first pack is stored when most of the file is still to be read, as little fits into memory.
            let hook = HookedBackend(workshop.backend) { name, number in
                guard name.kind == .pack, number == 1 else { return }
                switch change {
                case "append":
                    let file = try FileDescriptor.open(tree.path("log"), O_WRONLY | O_APPEND)
                    try [UInt8](repeating: 1, count: 100).withUnsafeBytes { try file.writeAll($0, path: "log") }
                case "truncate": #expect(truncate(tree.path("log"), 50 << 20) == 0)
                case "rewrite":
                    let file = try FileDescriptor.open(tree.path("log"), O_WRONLY)
                    try [7, 7, 7].withUnsafeBytes { try file.writeAll($0, at: 60 << 20, path: "log") }
                default:
                    try tree.file("next", SeededGenerator.repeating(32, count: 1 << 20))
                    #expect(rename(tree.path("next"), tree.path("log")) == 0)
                }
            }
            let report = try workshop.backUp([tree.root], over: hook, packSize: 1 << 20)
            #expect(report.problems.isEmpty)
            let node = try #require(try workshop.node(tree.path("log"), in: report.snapshot))
            let state = try #require(try EntryState.read(tree.root)[Array("log".utf8)])
            #expect(try workshop.content(node) == state.content)
            #expect(node.size == UInt64(state.size))
            #expect(node.mtime == state.mtime)
            #expect(report.summary.totalBytesProcessed == UInt64(state.size))
        }
    }

    @Test(.tags(.large))
    func reportsAFileThatNeverHoldsStill() throws {
        try ScratchDirectory.with { scratch in
            let tree = try SourceTree(scratch.path("tree"))
            try tree.file("log", SeededGenerator.repeating(41, count: 48 << 20))
            let workshop = try BackupWorkshop()
            let isDone = Atomic<Bool>(false)
            let failure = FirstFailure()
            try withoutActuallyEscaping(
                {
                    failure.capture {
                        let file = try FileDescriptor.open(tree.path("log"), O_WRONLY | O_APPEND)
                        while !isDone.load(ordering: .relaxed) {
                            try [UInt8](repeating: 2, count: 10).withUnsafeBytes { try file.writeAll($0, path: "log") }
                            usleep(200)
                        }
                    }
                } as @Sendable () -> Void
            ) { write in
                let writer = try WorkerThread(write)
                defer {
                    isDone.store(true, ordering: .relaxed)
                    writer.join()
                }
                let report = try workshop.backUp([tree.root])
                #expect(report.problems.map(\.path) == [tree.path("log")])
                #expect(!report.isIncomplete)
                let node = try #require(try workshop.node(tree.path("log"), in: report.snapshot))
                #expect(try workshop.content(node).count == Int(node.size))
                #expect(report.summary.totalBytesProcessed == node.size)
                #expect(report.bytesRead >= 2 * (48 << 20))
            }
            try failure.rethrow()
        }
    }
}
