import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import Testing

@testable import DRWorkloads

struct RestoreFailureTests {
    /// Files of one to five blobs, some shared, all content different by seed.
    private func sample() -> [TestEntry] {
        let common = SeededGenerator.repeating(99, count: 3000)
        return (0..<6).map { folder in
            .folder(
                "d\(folder)",
                (0..<8).map { file in
                    let seed = UInt64(folder * 8 + file)
                    let blobs = (0...UInt64(file % 5)).map {
                        SeededGenerator.repeating(seed * 10 + $0, count: 1000 + file)
                    }
                    return .file("f\(file)", file % 3 == 0 ? blobs + [common] : blobs)
                }
            )
        }
    }

    private func contents(_ entries: [TestEntry]) -> [String: [UInt8]] {
        var all: [String: [UInt8]] = [:]
        for folder in entries {
            for file in folder.children {
                let name = String(decoding: folder.node.name + [UInt8(ascii: "/")] + file.node.name, as: UTF8.self)
                all[name] = file.blobs.flatMap { $0 }
            }
        }
        return all
    }

    @Test(.tags(.medium), arguments: 0..<22)
    func resumesAfterTheRepositoryVanished(number: Int) throws {
        try ScratchDirectory.with { scratch in
            let entries = sample()
            let made = try TestSnapshot(entries, packSize: 6000)
            // Opening and reading the directories takes some calls; then come the reads of content.
            let fault = FaultyBackend(made.backend, [.vanish(atCall: 12 + number)])
            let wanted = contents(entries)
            let error = #expect(throws: (any Error).self) {
                try made.restore(to: scratch.path, over: fault) { $0.workers = 1 }
            }
            #expect(error != nil)
            // What looks complete is complete.
            for (name, content) in wanted {
                var status = stat()
                guard stat(scratch.path(name), &status) == 0, status.st_mtim.tv_nsec == 123_456_789 else { continue }
                #expect(try scratch.read(name) == content)
            }
            let report = try made.restore(to: scratch.path)
            #expect(report.failure == nil)
            #expect(report.reusedBytes + report.writtenBytes == report.totalBytes)
            for (name, content) in wanted { #expect(try scratch.read(name) == content) }
        }
    }

    @Test(.tags(.medium))
    func aSecondRunWritesOnlyWhatIsMissing() throws {
        try ScratchDirectory.with { scratch in
            let blobs = (0..<5).map { SeededGenerator.repeating(UInt64($0), count: 10_000) }
            let made = try TestSnapshot([.file("f", blobs)])
            // As after an interruption: the second and the last blob are not there yet.
            let zeros = [UInt8](repeating: 0, count: 10_000)
            try scratch.write(blobs[0] + zeros + blobs[2] + blobs[3], to: "f")
            let report = try made.restore(to: scratch.path)
            #expect(report.writtenBytes == 20_000)
            #expect(report.reusedBytes == 30_000)
            #expect(try scratch.read("f") == blobs.flatMap { $0 })
        }
    }

    @Test(.tags(.medium), arguments: [false, true])
    func damageLeavesHolesAndTheRestGoing(isThereBefore: Bool) throws {
        try ScratchDirectory.with { scratch in
            let blobs = (0..<3).map { SeededGenerator.repeating(UInt64($0), count: 5000) }
            let made = try TestSnapshot([
                .file("broken", blobs), .file("whole", [blobs[0], blobs[2]]), .file("one", [blobs[1]]), .file("empty"),
            ])
            let place = try #require(made.repository.index.location(.data, try made.id(of: blobs[1])))
            let bad = made.damaged(place.pack) { $0[place.offset + 40] ^= 1 }
            if isThereBefore { try scratch.write([UInt8](repeating: 7, count: 20_000), to: "broken") }
            let report = try made.restore(to: scratch.path, over: bad) { $0.verifies = true }
            #expect(report.failure?.code == .integrity)
            #expect(report.problems.map(\.path) == ["broken", "one"].map(scratch.path))
            let hole = [UInt8](repeating: 0, count: 5000)
            #expect(try scratch.read("broken") == blobs[0] + hole + blobs[2])
            #expect(try scratch.read("one") == hole)
            #expect(try scratch.read("whole") == blobs[0] + blobs[2])
            var status = stat()
            #expect(stat(scratch.path("broken"), &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
            #expect(status.st_mtim.tv_nsec != 123_456_789)
            #expect(stat(scratch.path("whole"), &status) == 0)
            #expect(status.st_mtim.tv_nsec == 123_456_789)
        }
    }

    @Test(.tags(.medium))
    func missingBlobsAndPacksAreNamed() throws {
        try ScratchDirectory.with { scratch in
            let present = [UInt8](repeating: 1, count: 100)
            let absent = Array(repeating: UInt8(7), count: 32).withUnsafeBytes { ObjectID(bytes: $0) }
            let other = Array(repeating: UInt8(8), count: 32).withUnsafeBytes { ObjectID(bytes: $0) }
            let first = try TestSnapshot([.file("x", [present])])
            let known = try first.id(of: present)
            let made = try TestSnapshot([
                .file("one", [present]) { node in
                    node.content = [absent, known]
                    node.size = 150
                },
                .file("two", [present]) { node in
                    node.content = [known, absent, other, known]
                    node.size = 500
                },
                .file("x", [present]),
            ])
            try scratch.write([UInt8](repeating: 9, count: 200), to: "one")
            let report = try made.restore(to: scratch.path)
            #expect(report.failure?.code == .integrity)
            #expect(report.problems.map(\.path) == ["one", "two"].map(scratch.path))
            #expect(try scratch.read("one") == [UInt8](repeating: 0, count: 50) + present)
            #expect(try scratch.read("two").prefix(100) == present[...])
            #expect(try scratch.read("x") == present)

            var objects = made.backend.contents
            for name in objects.keys where name.kind == .pack {
                let pack = name.id
                if made.repository.index.location(.data, known)?.pack == pack { objects[name] = nil }
            }
            let gone = try made.restore(to: scratch.path("gone"), over: MemoryBackend(objects))
            #expect(gone.failure?.code == .integrity)
            #expect(gone.problems.count == 3)
        }
    }

    // Not as closures: two of them in one function, one inside #expect, come out as the same one (Swift 6.3.1).
    private func verifying(_ options: inout RestoreOptions) { options.verifies = true }

    @Test(.tags(.medium))
    func verificationFindsWhatTheOverwriteRuleBelieved() throws {
        try ScratchDirectory.with { scratch in
            let made = try TestSnapshot([.file("f", [[1, 2], [3]]), .file("g", [[4]])])
            #expect(try made.restore(to: scratch.path, verifying).verifiedBytes == 4)
            var before = stat()
            #expect(stat(scratch.path("f"), &before) == 0)
            chmod(scratch.path("f"), 0o600)
            try scratch.write([1, 2, 9], to: "f")
            let times = [before.st_atim, before.st_mtim]
            #expect(utimensat(AT_FDCWD, scratch.path("f"), times, 0) == 0)
            let report = try made.restore(to: scratch.path) {
                $0.verifies = true
                $0.overwrite = .ifChanged
            }
            #expect(report.failure?.code == .restoreVerificationFailed)
            #expect(
                report.problems == [
                    RestoreProblem(
                        kind: .verification,
                        path: scratch.path("f"),
                        message: "its content differs from byte 2 on"
                    )
                ]
            )
            #expect(report.verifiedFiles == 1)
        }
    }

    @Test(.tags(.medium))
    func stopsWhenAsked() throws {
        try ScratchDirectory.with { scratch in
            let made = try TestSnapshot(sample())
            let cancellation = Cancellation()
            cancellation.cancel(.terminated)
            let restore = FileTreeRestore(
                repository: made.repository,
                snapshot: made.snapshot,
                options: RestoreOptions(target: scratch.path("out")),
                cancellation: cancellation
            )
            #expect(throws: DRError.self) { try restore.run() }
            #expect(try scratch.names() == [])
        }
    }

    @Test(.tags(.large), .enabled(if: TestHost.mounts, "file systems cannot be mounted here"))
    func aFullDiskEndsTheRunWithOneError() throws {
        try ScratchDirectory.with { scratch in
            #expect(mkdir(scratch.path("small"), 0o700) == 0)
            try #require(mount("none", scratch.path("small"), "tmpfs", 0, "size=256k") == 0)
            defer { umount2(scratch.path("small"), 2) }
            let entries = (0..<40).map {
                TestEntry.file("f\($0)", [SeededGenerator.repeating(UInt64($0), count: 20_000)])
            }
            let made = try TestSnapshot(entries)
            let error = #expect(throws: DRError.self) { try made.restore(to: scratch.path("small")) }
            #expect(error?.code == .failed)
            #expect(error?.message.contains("No space left on device") == true)
            #expect(error?.object?.hasPrefix(scratch.path("small/f")) == true)
        }
    }
}
