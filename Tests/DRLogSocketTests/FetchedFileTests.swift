import CLinux
import DRCore
import DRTestSupport
import Testing

@testable import DRLogSocket

@Suite("Files that a service of the log hands over")
struct FetchedFileTests {
    private let content = Array("a segment".utf8)

    private func fill(_ descriptor: Int32) throws {
        let file = FileDescriptor(owning: dup(descriptor))
        try content.withUnsafeBytes { try file.writeAll($0, at: 0, path: "file") }
    }

    @Test("a file beside its place only gets a name", .tags(.small), arguments: [false, true])
    func linked(isTaken: Bool) throws {
        try ScratchDirectory.with { scratch in
            if isTaken { try scratch.write([1], to: "out") }
            let raw = clinux_open_nameless(scratch.path(""), 0o600)
            try #require(raw >= 0)
            try fill(raw)
            var before = stat()
            var after = stat()
            try #require(fstat(raw, &before) == 0)
            try FetchedFile(owning: raw).place(at: scratch.path("out"))
            try #require(stat(scratch.path("out"), &after) == 0)
            #expect(before.st_ino == after.st_ino)
            #expect(try scratch.read("out") == content)
            #expect(try scratch.names() == ["out"])
        }
    }

    @Test("a file from elsewhere is copied", .tags(.small), arguments: [false, true])
    func copied(isTaken: Bool) throws {
        try ScratchDirectory.with { scratch in
            if isTaken { try scratch.write(Array(repeating: 1, count: 100), to: "out") }
            let raw = clinux_memory_file("file")
            try #require(raw >= 0)
            try fill(raw)
            try FetchedFile(owning: raw).place(at: scratch.path("out"))
            #expect(try scratch.read("out") == content)
            #expect(try scratch.names() == ["out"])
        }
    }

    @Test("a place that is not there is named", .tags(.small))
    func nowhere() throws {
        try ScratchDirectory.with { scratch in
            let raw = clinux_memory_file("file")
            try #require(raw >= 0)
            do {
                try FetchedFile(owning: raw).place(at: scratch.path("absent/out"))
                Issue.record("it was placed")
            } catch let error as DRError {
                #expect(error.object?.hasPrefix(scratch.path("absent/out")) == true)
            }
        }
    }

    @Test("the service is told the directory from the root", .tags(.small))
    func folder() throws {
        let here = try AbsolutePath.of(".")
        let root = here.hasSuffix("/.") ? String(here.dropLast(2)) : here
        #expect(try WALRequest.folder(of: "/a/b/c") == "/a/b")
        #expect(try WALRequest.folder(of: "pg_wal/RECOVERYXLOG") == root + "/pg_wal")
        #expect(try WALRequest.folder(of: "RECOVERYXLOG").hasPrefix(root))
    }
}
