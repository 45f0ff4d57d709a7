import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import Testing

@testable import DRWorkloads

struct HostileRepositoryTests {
    private func id(_ byte: UInt8) -> ObjectID {
        [UInt8](repeating: byte, count: 32).withUnsafeBytes { ObjectID(bytes: $0) }
    }

    /// One directory entry as JSON.
    private func entry(_ name: String, _ type: String, _ rest: String = "\"content\":null") -> String {
        """
        {"name":"\(name)","type":"\(type)","mode":493,"mtime":"2020-01-01T00:00:00Z","atime":"2020-01-01T00:00:00Z",\
        "ctime":"2020-01-01T00:00:00Z","uid":\(geteuid()),"gid":\(getegid()),\(rest)}
        """
    }

    /// Restores a root directory of these entries into `out`, beside which nothing may appear.
    private func restore(
        _ scratch: ScratchDirectory,
        _ entries: (_ file: String, _ folder: String) -> [String]
    ) throws -> RestoreReport {
        let made = try TestSnapshot { writer, codec in
            let blob = try [UInt8](repeating: 1, count: 9).withUnsafeBytes { try writer.save(.data, $0, codec).id }
            let content = "\"size\":9,\"content\":[\"\(blob.hex)\"]"
            let inner = try TestSnapshot.save(json: "{\"nodes\":[\(entry("evil", "file", content))]}\n", writer, codec)
            let list = entries(content, "\"content\":null,\"subtree\":\"\(inner.hex)\"").joined(separator: ",")
            return try TestSnapshot.save(json: "{\"nodes\":[\(list)]}\n", writer, codec)
        }
        let report = try made.restore(to: scratch.path("out"))
        #expect(try scratch.names() == ["out"])
        return report
    }

    @Test(
        .tags(.medium),
        arguments: ["..", ".", "", "../evil", "/tmp/evil", "a/b", "a\\\\x00b", "\\\\x2e\\\\x2e", "\\\\x2fevil"]
    )
    func refusesNamesThatLeadElsewhere(name: String) throws {
        try ScratchDirectory.with { scratch in
            let report = try restore(scratch) { file, folder in
                [entry(name, "dir", folder), entry(name, "file", file), entry(name, "symlink", "\"linktarget\":\"/\"")]
            }
            #expect(report.failure?.code == .integrity)
            #expect(try scratch.names(in: "out") == [])
        }
    }

    @Test(.tags(.medium), arguments: [true, false])
    func aPlantedLinkIsNotFollowed(isLinkFirst: Bool) throws {
        try ScratchDirectory.with { scratch in
            let report = try restore(scratch) { _, folder in
                let link = entry("way", "symlink", "\"linktarget\":\"..\"")
                return isLinkFirst ? [link, entry("way", "dir", folder)] : [entry("way", "dir", folder), link]
            }
            #expect(report.failure?.code == .integrity)
            #expect(report.problems.contains { $0.message.contains("twice") })
        }
    }

    @Test(.tags(.medium))
    func aLinkInTheTargetIsNotFollowed() throws {
        try ScratchDirectory.with { scratch in
            #expect(mkdir(scratch.path("out"), 0o700) == 0)
            #expect(symlink("..", scratch.path("out/way")) == 0)
            let report = try restore(scratch) { _, folder in [entry("way", "dir", folder)] }
            #expect(report.failure == nil)
            #expect(try scratch.read("out/way/evil") == [UInt8](repeating: 1, count: 9))
        }
    }

    @Test(.tags(.medium))
    func fifosAndDevicesInTheTargetAreNotWrittenTo() throws {
        try ScratchDirectory.with { scratch in
            #expect(mkdir(scratch.path("out"), 0o700) == 0)
            #expect(mkfifo(scratch.path("out/fifo"), 0o600) == 0)
            let report = try restore(scratch) { file, _ in [entry("fifo", "file", file)] }
            #expect(report.failure == nil)
            #expect(try scratch.read("out/fifo") == [UInt8](repeating: 1, count: 9))
        }
    }

    @Test(.tags(.medium), arguments: [UInt64(0), 8, 10, 1 << 62, .max])
    func aSizeThatLiesAllocatesNothing(size: UInt64) throws {
        try ScratchDirectory.with { scratch in
            let report = try restore(scratch) { file, _ in
                [entry("liar", "file", file.replacingSize(with: size))]
            }
            #expect(report.failure?.code == .integrity)
            #expect(try scratch.read("out/liar") == [UInt8](repeating: 1, count: 9))
        }
    }

    @Test(.tags(.medium), arguments: [UInt64(200), 1 << 40, .max])
    func aSizeThatLiesAboutAMissingBlobMakesNoHugeFile(size: UInt64) throws {
        try ScratchDirectory.with { scratch in
            let missing = id(9).hex
            let report = try restore(scratch) { _, _ in
                [entry("liar", "file", "\"size\":\(size),\"content\":[\"\(missing)\"]")]
            }
            #expect(report.failure?.code == .integrity)
            var status = stat()
            #expect(stat(scratch.path("out/liar"), &status) == 0)
            #expect(status.st_size == (size == 200 ? 200 : 0))
            #expect(status.st_blocks == 0)
        }
    }

    @Test(.tags(.medium))
    func malformedDirectoriesLeaveTheRestGoing() throws {
        try ScratchDirectory.with { scratch in
            let report = try restore(scratch) { file, _ in
                [
                    entry("gone", "dir", "\"subtree\":\"\(id(3).hex)\""), entry("nothing", "dir"),
                    entry("odd", "surprise"),
                    entry("plain", "file", file), entry("wire", "socket"),
                ]
            }
            #expect(report.problems.count == 2)
            #expect(report.skippedKinds == 2)
            #expect(report.failure?.code == .integrity)
            #expect(try scratch.names(in: "out") == ["gone", "plain"])
        }
    }

    // MARK: Directories without end

    private func plan(_ read: @escaping RestorePlanner.TreeReader) throws -> RestorePlan {
        var planner = RestorePlanner(
            target: "/nowhere",
            index: BlobIndex(),
            selection: try RestoreSelection(RestoreOptions(target: "/nowhere")),
            findings: RestoreFindings(),
            progress: RestoreProgress()
        )
        try planner.run(.tree(id(0)), workers: 2, cancellation: Cancellation(), read)
        return planner.plan
    }

    @Test(.tags(.small), arguments: [UInt8(1), 2, 5])
    func aDirectoryThatContainsItselfEndsTheRun(period: UInt8) throws {
        let error = #expect(throws: DRError.self) {
            try plan { _, tree in
                var node = Node()
                node.name = [UInt8(ascii: "d")]
                node.kind = .directory
                let next = (tree.bytes[0] + 1) % period
                node.subtree = [UInt8](repeating: next, count: 32).withUnsafeBytes { ObjectID(bytes: $0) }
                return [node]
            }
        }
        #expect(error?.code == .integrity)
        #expect(error?.message.contains("itself") == true)
    }

    @Test(.tags(.small))
    func directoriesWithoutEndEndTheRun() throws {
        let error = #expect(throws: DRError.self) {
            try plan { _, tree in
                var node = Node()
                node.name = [UInt8(ascii: "d")]
                node.kind = .directory
                var next = tree.bytes
                let count = UInt32(next[0]) | UInt32(next[1]) << 8
                next[0] = UInt8(truncatingIfNeeded: count + 1)
                next[1] = UInt8(truncatingIfNeeded: (count + 1) >> 8)
                node.subtree = next.withUnsafeBytes { ObjectID(bytes: $0) }
                return [node]
            }
        }
        #expect(error?.code == .integrity)
        #expect(error?.message.contains("deeper") == true)
    }
}

extension String {
    /// The JSON of a file's content with another size.
    fileprivate func replacingSize(with size: UInt64) -> String {
        "\"size\":\(size)" + drop { $0 != "," }
    }
}
