import CLinux
import DRCore
import DRRepository
import DRTestSupport
import Testing

@testable import DRWorkloads

struct RestoreOverwriteTests {
    static let content: [[UInt8]] = [[1, 1, 1], [2, 2], [3, 3, 3, 3]]
    static let time = Timestamp(seconds: 1_600_000_000, nanoseconds: 5)

    struct Row: Sendable {
        var overwrite: RestoreOptions.Overwrite
        /// Content of the file in the target before, and its time relative to the snapshot's in seconds.
        var before: [UInt8]
        var age: Int64
        /// Whether the snapshot's content is there after.
        var isReplaced: Bool
        var reused = 0
    }

    static let same: [UInt8] = [1, 1, 1, 2, 2, 3, 3, 3, 3]
    static let half: [UInt8] = [1, 1, 1, 9, 2, 3, 3, 3, 3]
    static let rows: [Row] = [
        Row(overwrite: .always, before: half, age: 0, isReplaced: true, reused: 7),
        Row(overwrite: .always, before: same, age: 0, isReplaced: true, reused: 9),
        Row(overwrite: .always, before: [], age: 5, isReplaced: true),
        Row(overwrite: .always, before: half + [7, 7], age: 5, isReplaced: true, reused: 7),
        Row(overwrite: .always, before: [1, 1, 1, 2], age: 5, isReplaced: true, reused: 3),
        Row(overwrite: .ifChanged, before: half, age: 0, isReplaced: false),
        Row(overwrite: .ifChanged, before: half, age: 1, isReplaced: true, reused: 7),
        Row(overwrite: .ifChanged, before: half + [1], age: 0, isReplaced: true, reused: 7),
        Row(overwrite: .ifNewer, before: half, age: -1, isReplaced: true, reused: 7),
        Row(overwrite: .ifNewer, before: half, age: 0, isReplaced: false),
        Row(overwrite: .ifNewer, before: half, age: 1, isReplaced: false),
        Row(overwrite: .never, before: half, age: -9, isReplaced: false),
    ]

    private func setTime(_ path: String, _ age: Int64) {
        let time = Timestamp(seconds: Self.time.seconds + age, nanoseconds: Self.time.nanoseconds).kernelTime
        let times = [time, time]
        #expect(utimensat(AT_FDCWD, path, times, 0) == 0)
    }

    @Test(.tags(.medium), arguments: rows)
    func regularFiles(row: Row) throws {
        try ScratchDirectory.with { scratch in
            let made = try TestSnapshot([.file("f", Self.content) { $0.mtime = Self.time }, .file("g", Self.content)])
            try scratch.write(row.before, to: "f", mode: 0o400)
            setTime(scratch.path("f"), row.age)
            let report = try made.restore(to: scratch.path) { $0.overwrite = row.overwrite }
            #expect(report.failure == nil)
            #expect(try scratch.read("f") == (row.isReplaced ? Self.same : row.before))
            #expect(try scratch.read("g") == Self.same)
            #expect(report.reusedBytes == row.reused)
            #expect(report.writtenBytes == (row.isReplaced ? 18 - row.reused : 9))
            var status = stat()
            #expect(stat(scratch.path("f"), &status) == 0)
            let time = Timestamp(status.st_mtim)
            #expect(row.isReplaced ? time == Self.time : time.seconds == Self.time.seconds + row.age)
        }
    }

    @Test(.tags(.medium), arguments: RestoreOptions.Overwrite.allCases)
    func otherKindsInTheWay(overwrite: RestoreOptions.Overwrite) throws {
        try ScratchDirectory.with { scratch in
            let made = try TestSnapshot([
                .file("file", [[1]]), .folder("folder", [.file("inner", [[2]])]), .symlink("link", "there"),
            ])
            try scratch.write([7], to: "outside")
            #expect(mkdir(scratch.path("out"), 0o700) == 0)
            let out = ScratchDirectory(existing: scratch.path("out"))
            #expect(symlink("../outside", out.path("file")) == 0)
            #expect(symlink("..", out.path("folder")) == 0)
            try out.write([8], to: "link")
            let report = try made.restore(to: out.path) { $0.overwrite = overwrite }
            #expect(try scratch.read("outside") == [7])
            #expect(try scratch.names() == ["out", "outside"])
            let replaces = overwrite == .always || overwrite == .ifChanged
            if replaces {
                #expect(report.failure == nil)
                #expect(try out.read("file") == [1])
                #expect(try out.read("folder/inner") == [2])
                var status = stat()
                #expect(lstat(out.path("link"), &status) == 0)
                #expect(FileMode.kind(of: status.st_mode) == .symlink)
            } else {
                #expect(report.problems.map(\.path) == [out.path("folder")])
                #expect(report.keptEntries == 2)
                #expect(report.entriesBelowProblems == 1)
                #expect(try out.read("link") == [8])
            }
        }
    }

    @Test(.tags(.medium))
    func filesWithOtherNamesAreNotWrittenTo() throws {
        try ScratchDirectory.with { scratch in
            try scratch.write(Self.half, to: "outside")
            #expect(mkdir(scratch.path("out"), 0o700) == 0)
            #expect(link(scratch.path("outside"), scratch.path("out/f")) == 0)
            let report = try TestSnapshot([.file("f", Self.content)]).restore(to: scratch.path("out"))
            #expect(report.failure == nil)
            #expect(try scratch.read("out/f") == Self.same)
            #expect(try scratch.read("outside") == Self.half)
        }
    }

    @Test(.tags(.medium))
    func fullDirectoriesInTheWayStayUnlessDeleting() throws {
        try ScratchDirectory.with { scratch in
            let made = try TestSnapshot([.file("f", [[1]]), .file("g", [[2]])])
            #expect(mkdir(scratch.path("f"), 0o700) == 0)
            try scratch.write([1], to: "f/x")
            let report = try made.restore(to: scratch.path)
            #expect(report.failure?.code == .failed)
            #expect(report.problems.map(\.path) == [scratch.path("f")])
            #expect(try scratch.read("g") == [2])
            #expect(try scratch.read("f/x") == [1])
            let second = try made.restore(to: scratch.path) { $0.deletes = true }
            #expect(second.failure == nil)
            #expect(try scratch.read("f") == [1])
        }
    }

    @Test(.tags(.medium))
    func dryRunsChangeNothing() throws {
        try ScratchDirectory.with { scratch in
            let made = try TestSnapshot([
                .file("f", Self.content), .folder("d", [.file("g", [[1]])]), .symlink("l", "f"),
            ])
            let report = try made.restore(to: scratch.path("new")) { $0.isDryRun = true }
            #expect(report.writtenBytes == 10)
            #expect(report.files == 2)
            #expect(report.directories == 1)
            #expect(report.symlinks == 1)
            #expect(try scratch.names() == [])
            try scratch.write([5], to: "f")
            let second = try made.restore(to: scratch.path) {
                $0.isDryRun = true
                $0.overwrite = .never
            }
            #expect(second.writtenBytes == 1)
            #expect(second.keptEntries == 1)
            #expect(try scratch.names() == ["f"])
            #expect(try scratch.read("f") == [5])
        }
    }

    @Test(.tags(.medium))
    func dryRunsCountWhatIsThere() throws {
        try ScratchDirectory.with { scratch in
            let made = try TestSnapshot([.file("f", Self.content), .folder("d", [.file("g", [[1]])])])
            let whole = try made.restore(to: scratch.path)
            let rehearsal = try made.restore(to: scratch.path) { $0.isDryRun = true }
            #expect(rehearsal.writtenBytes == 0)
            #expect(rehearsal.reusedBytes == whole.totalBytes)
            try scratch.write([9], to: "d/g")
            let second = try made.restore(to: scratch.path) { $0.isDryRun = true }
            #expect(second.writtenBytes == 1)
            #expect(try scratch.read("d/g") == [9])
        }
    }
}
