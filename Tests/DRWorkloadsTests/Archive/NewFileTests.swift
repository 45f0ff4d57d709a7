import CLinux
import DRCore
import DRTestSupport
import Testing

@testable import DRWorkloads

@Suite(.tags(.medium))
struct NewFileTests {
    private func write(_ text: String, to file: NewFile) throws {
        try Array(text.utf8).withUnsafeBytes { try file.write($0) }
    }

    @Test("the file gets its name when it is complete, and an old one stays until then")
    func commits() throws {
        try ScratchDirectory.with { scratch in
            try scratch.write(Array("old".utf8), to: "file")
            let file = try NewFile(scratch.path("file"))
            try write("new", to: file)
            #expect(try scratch.read("file") == Array("old".utf8))
            try file.commit()
            #expect(try scratch.read("file") == Array("new".utf8))
            #expect(try scratch.names() == ["file"])
            try file.abandon()
            #expect(try scratch.names() == ["file"])
        }
    }

    @Test("what a killed program left is written over")
    func stale() throws {
        try ScratchDirectory.with { scratch in
            try scratch.write([UInt8](repeating: 1, count: 5000), to: "file.partial")
            let file = try NewFile(scratch.path("file"))
            try write("new", to: file)
            try file.commit()
            #expect(try scratch.read("file") == Array("new".utf8))
            #expect(try scratch.names() == ["file"])
        }
    }

    @Test("two programs do not write one file")
    func busy() throws {
        try ScratchDirectory.with { scratch in
            let file = try NewFile(scratch.path("file"))
            try write("first", to: file)
            let error = #expect(throws: DRError.self) { try NewFile(scratch.path("file")) }
            #expect(error?.object == scratch.path("file.partial"))
            try file.commit()
            #expect(try scratch.read("file") == Array("first".utf8))
        }
    }

    @Test("nothing is written through a link in its place", arguments: [true, false])
    func planted(_ isSymbolic: Bool) throws {
        try ScratchDirectory.with { scratch in
            try scratch.write(Array("precious".utf8), to: "victim")
            let (victim, name) = (scratch.path("victim"), scratch.path("file.partial"))
            try #require((isSymbolic ? symlink(victim, name) : link(victim, name)) == 0)
            #expect(throws: DRError.self) { try NewFile(scratch.path("file")) }
            #expect(try scratch.read("victim") == Array("precious".utf8))
        }
    }

    @Test("nothing is committed after it was given up")
    func abandoned() throws {
        try ScratchDirectory.with { scratch in
            let file = try NewFile(scratch.path("file"))
            try file.abandon()
            try file.abandon()
            #expect(throws: DRError.self) { try file.commit() }
            #expect(try scratch.names().isEmpty)
        }
    }
}
