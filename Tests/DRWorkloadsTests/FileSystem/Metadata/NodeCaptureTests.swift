import CLinux
import DRCore
import DRRepository
import DRTestSupport
import Testing

@testable import DRWorkloads

struct NodeCaptureTests {
    /// Captures `name` in the folder, by its path and by the directory alone.
    private func capture(_ scratch: ScratchDirectory, _ name: String) throws -> Node {
        let directory = try FileDescriptor.open(scratch.path, O_RDONLY | O_DIRECTORY)
        var status = stat()
        #expect(fstatat(directory.raw, name, &status, AT_SYMLINK_NOFOLLOW) == 0)
        let capture = NodeCapture(owners: OwnerNames())
        let node = try capture.node(name, status, in: directory.raw, path: scratch.path(name))
        #expect(try capture.node(name, status, in: directory.raw, path: nil) == node)
        return node
    }

    @Test(.tags(.medium))
    func keepsEverythingOfAFile() throws {
        try ScratchDirectory.with { scratch in
            try scratch.write([1, 2, 3], to: "file")
            let path = scratch.path("file")
            chmod(path, 0o6755)
            #expect(link(path, scratch.path("second")) == 0)
            #expect(setxattr(path, "user.b", "v", 1, 0) == 0)
            #expect(setxattr(path, "user.a", "", 0, 0) == 0)
            var times = [timespec(tv_sec: -5, tv_nsec: 7), timespec(tv_sec: -1_000_000_000, tv_nsec: 123_456_789)]
            #expect(utimensat(AT_FDCWD, path, &times, 0) == 0)
            let node = try capture(scratch, "file")
            #expect(node.kind == .file)
            #expect(node.name == Array("file".utf8))
            #expect(node.size == 3)
            #expect(node.links == 2)
            #expect(node.mode == 0o755 | 1 << 23 | 1 << 22)
            #expect(node.mtime == Timestamp(seconds: -1_000_000_000, nanoseconds: 123_456_789))
            #expect(node.atime == node.mtime)
            #expect(node.uid == getuid())
            #expect(node.user == OwnerNames().user(getuid()))
            let attributes = Dictionary(uniqueKeysWithValues: node.extendedAttributes.map { ($0.name, $0.value) })
            #expect(attributes == [Array("user.b".utf8): Array("v".utf8), Array("user.a".utf8): []])
            #expect(node.content == nil)
        }
    }

    @Test(.tags(.medium))
    func tellsTheKindsApart() throws {
        try ScratchDirectory.with { scratch in
            #expect(symlink("nowhere/\u{1}", scratch.path("link")) == 0)
            #expect(mkfifo(scratch.path("fifo"), 0o600) == 0)
            #expect(mkdir(scratch.path("folder"), 0o700) == 0)
            chmod(scratch.path("folder"), 0o1777)
            let link = try capture(scratch, "link")
            #expect(link.kind == .symlink)
            #expect(link.linkTarget == Array("nowhere/\u{1}".utf8))
            #expect(link.links == 1)
            #expect(try capture(scratch, "fifo").mode & ~0o777 == 1 << 25)
            let folder = try capture(scratch, "folder")
            #expect(folder.kind == .directory)
            #expect(folder.mode == 1 << 31 | 1 << 20 | 0o777)
            #expect(folder.size == 0)
            #expect(folder.links == 0)
        }
    }

    @Test(.tags(.small))
    func readsDeviceNumbers() throws {
        var status = stat()
        #expect(lstat("/dev/null", &status) == 0)
        let directory = try FileDescriptor.open("/dev", O_RDONLY | O_DIRECTORY)
        let node = try NodeCapture(owners: OwnerNames()).node("null", status, in: directory.raw, path: "/dev/null")
        #expect(node.kind == .characterDevice)
        #expect(node.device == UInt64(clinux_makedev(1, 3)))
        #expect(node.mode & ~0o777 == 1 << 26 | 1 << 21)
    }

    @Test(.tags(.small), arguments: [UInt32(0o7777), 0o4000, 0o2000, 0o1000, 0o644, 0])
    func permissionsComeBack(bits: UInt32) {
        for type in [S_IFREG, S_IFDIR, S_IFLNK, S_IFBLK, S_IFCHR, S_IFIFO, S_IFSOCK] {
            #expect(FileMode.permissions(of: FileMode.treeMode(of: mode_t(type) | bits)) == bits)
        }
    }

    @Test(.tags(.small))
    func unknownOwnersHaveNoName() {
        let owners = OwnerNames()
        #expect(owners.user(0) == "root")
        #expect(owners.group(0) == "root")
        #expect(owners.user(4_000_000_001) == "")
        #expect(owners.group(4_000_000_001) == "")
    }
}
