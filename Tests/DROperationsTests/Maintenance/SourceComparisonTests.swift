import CLinux
import DRCore
import DRRepository
import DRTestSupport
import Testing

@testable import DROperations

@Suite("Restored files beside their sources", .tags(.medium))
struct SourceComparisonTests {
    @Test(
        "content that differs though nothing says so is found; a source that says it changed proves nothing",
        arguments: [("same", 0, 1, 0, 0), ("othe", 0, 0, 0, 1), ("same", 1, 0, 1, 0), ("othe", 1, 0, 1, 0)]
    )
    func compare(restored: String, shift: Int64, equal: Int, changed: Int, different: Int) throws {
        try ScratchDirectory.with { scratch in
            try scratch.write(Array("same".utf8), to: "source")
            let path = scratch.path("source")
            var status = stat()
            #expect(stat(path, &status) == 0)
            var node = Node()
            node.size = UInt64(status.st_size)
            node.inode = UInt64(status.st_ino)
            node.mtime = Timestamp(status.st_mtim)
            node.mtime.seconds += shift
            node.ctime = Timestamp(status.st_ctim)
            // The target is a directory that stands for the root.
            let target = scratch.path("target")
            let made = try Tool("mkdir").run(["-p", target + scratch.path])
            #expect(made.status == 0)
            try scratch.write(Array(restored.utf8), to: "target" + path)
            var comparison = SourceComparison()
            try comparison.add(SampledFile(path: Array(path.utf8), node: node), restoredIn: target)
            #expect(comparison.equal == equal)
            #expect(comparison.changed == changed)
            #expect(comparison.different == Array(repeating: path, count: different))
        }
    }

    @Test("patterns match names with special letters and no others")
    func pattern() {
        let file = SampledFile(path: Array(#"/a/[b]*?\c"#.utf8), node: Node())
        #expect(String(decoding: file.pattern, as: UTF8.self) == #"/a/\[b\]\*\?\\c"#)
    }
}
