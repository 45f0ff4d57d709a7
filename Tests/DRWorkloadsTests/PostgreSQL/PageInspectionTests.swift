import CLinux
import DRCore
import DRRepository
import DRTestSupport
import Testing

@testable import DRWorkloads

@Suite("Checks of pages while they are copied", .tags(.medium), .enabled(if: TestCluster.programs != nil))
struct PageInspectionTests {
    /// A relation of a real cluster, and the control file.
    private func relation(_ scratch: ScratchDirectory) throws -> (ClusterFile, ControlFile, [UInt8]) {
        let cluster = try TestCluster(scratch)
        let name = cluster.data + "/base/1/1255"
        let bytes = try #require(try FileBytes.read(name, limit: 1 << 24))
        var node = Node()
        node.size = UInt64(bytes.count)
        let file = ClusterFile(
            path: "data/base/1/1255",
            source: Array(name.utf8),
            node: node,
            relation: RelationFile("1255")
        )
        return (file, try ControlFile.read(cluster.data), bytes)
    }

    @Test("pages of a cluster are right; a changed bit is found by its block")
    func bit() throws {
        try ScratchDirectory.with { scratch in
            let (file, control, original) = try relation(scratch)
            var bytes = original
            bytes[3 * 8192 + 100] ^= 1
            let path = String(decoding: file.source, as: UTF8.self)
            let descriptor = try FileDescriptor.open(path, O_RDWR)
            // What was read from the disk once may be half of a write: the second reading is whole, and is taken.
            let inspection = PageInspection(control)
            try bytes.withUnsafeMutableBytes { try inspection.check($0, at: 0, of: file, descriptor) }
            #expect(inspection.badPages.isEmpty)
            #expect(bytes == original)
            // The same wrong bytes twice are damage.
            try descriptor.damage(at: 3 * 8192 + 100)
            let damaged = PageInspection(control)
            var again = try #require(try FileBytes.read(path, limit: 1 << 24))
            try again.withUnsafeMutableBytes { try damaged.check($0, at: 0, of: file, descriptor) }
            #expect(damaged.badPages == [.init(file: file.path, blocks: [3], count: 1)])
            #expect(damaged.checkedPages == UInt64(original.count / 8192))
        }
    }
}

extension FileDescriptor {
    /// Turns a bit of the file.
    fileprivate borrowing func damage(at offset: Int) throws {
        var byte: [UInt8] = [0]
        _ = try byte.withUnsafeMutableBytes { try read(into: $0, at: offset, path: "file") }
        byte[0] ^= 1
        try byte.withUnsafeBytes { try writeAll($0, at: offset, path: "file") }
    }
}
