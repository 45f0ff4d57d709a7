import CLinux
import DRCore
import DRRepository
import DRTestSupport
import Synchronization
import Testing

@testable import DRWorkloads

struct RestoreMetadataTests {
    /// What the file system says of an entry, read the way a backup reads it, without what it chooses itself.
    private func node(_ scratch: ScratchDirectory, _ name: String) throws -> Node {
        let slash = name.lastIndex(of: "/")
        let parent = slash.map { scratch.path(String(name[..<$0])) } ?? scratch.path
        let last = slash.map { String(name[name.index(after: $0)...]) } ?? name
        let directory = try FileDescriptor.open(parent, O_RDONLY | O_DIRECTORY)
        var status = stat()
        try #require(fstatat(directory.raw, last, &status, AT_SYMLINK_NOFOLLOW) == 0, "\(name)")
        var node = try NodeCapture(owners: OwnerNames(), keepsAccessTimes: true)
            .node(last, status, in: directory.raw, path: nil)
        node.ctime = Timestamp(seconds: 0)
        node.inode = 0
        node.deviceID = 0
        node.user = ""
        node.group = ""
        node.extendedAttributes.sort { $0.name.lexicographicallyPrecedes($1.name) }
        return node
    }

    private static func attribute(_ name: String, _ value: [UInt8]) -> ExtendedAttribute {
        ExtendedAttribute(name: Array(name.utf8), value: value)
    }

    /// user::rw- user:1:r-- group::r-- mask::r-- other::---, as `setfacl` stores it (linux/posix_acl_xattr.h).
    private static let accessList: [UInt8] = [
        2, 0, 0, 0,
        1, 0, 6, 0, 0xFF, 0xFF, 0xFF, 0xFF,
        2, 0, 4, 0, 1, 0, 0, 0,
        4, 0, 4, 0, 0xFF, 0xFF, 0xFF, 0xFF,
        16, 0, 4, 0, 0xFF, 0xFF, 0xFF, 0xFF,
        32, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF,
    ]

    static func everyKind() -> [TestEntry] {
        [
            .folder("dir", [.file("inner", [[1]])]) { $0.mode = 0o1770 | 1 << 31 | 1 << 22 | 1 << 20 },
            .folder("locked", [.folder("deeper", [.file("f", [[9]])]) { $0.mode = 0o500 }]) { $0.mode = 0 },
            .file("acl", [[1, 2]]) {
                $0.mode = 0o640
                $0.extendedAttributes = [attribute("system.posix_acl_access", accessList)]
            },
            .file("attributes", [[1, 2]]) {
                $0.extendedAttributes = [attribute("user.a", []), attribute("user.b", [0, 255])]
            },
            .file("before 1970", [[3]]) { $0.mtime = Timestamp(seconds: -12_345_678, nanoseconds: 999_999_999) },
            .file("empty") { $0.mode = 0o400 },
            .file("setuid", [[4]]) { $0.mode = 0o755 | 1 << 23 | 1 << 22 },
            .file("several", [[5], [6, 7], [], [8]].filter { !$0.isEmpty }),
            .special("fifo", .fifo) { $0.mode = 0o620 },
            .symlink("link", "to/nowhere") { $0.mtime = Timestamp(seconds: 77, nanoseconds: 7) },
        ]
    }

    private func check(_ entries: [TestEntry], _ scratch: ScratchDirectory, _ prefix: String = "") throws {
        for entry in entries {
            let name = prefix + String(decoding: entry.node.name, as: UTF8.self)
            var found = try node(scratch, name)
            var expected = entry.node
            expected.mode = FileMode.permissions(of: expected.mode)
            found.mode = FileMode.permissions(of: found.mode)
            if entry.node.kind == .directory { expected.links = 0 }
            if entry.node.kind == .fifo { expected.links = 0 }
            expected.inode = 0
            expected.deviceID = 0
            expected.extendedAttributes.sort { $0.name.lexicographicallyPrecedes($1.name) }
            if entry.node.kind == .symlink { found.mode = expected.mode }
            // Reading the content in this test moves the access time.
            found.atime = expected.atime
            #expect(found == expected, "\(name)")
            if entry.node.kind == .file { #expect(try scratch.read(name) == entry.blobs.flatMap { $0 }, "\(name)") }
            // Root alone may look into what is locked for its owner.
            if geteuid() == 0 || found.mode & 0o500 == 0o500 { try check(entry.children, scratch, name + "/") }
        }
    }

    @Test(.tags(.medium))
    func everythingOfEveryKindComesBack() throws {
        try ScratchDirectory.with { scratch in
            let entries = Self.everyKind()
            let report = try TestSnapshot(entries).restore(to: scratch.path("a/b/out"))
            #expect(report.failure == nil)
            #expect(report.problems == [])
            #expect(report.files == 8)
            #expect(report.directories == 3)
            #expect(report.symlinks == 1)
            #expect(report.devicesAndFifos == 1)
            try check(entries, ScratchDirectory(existing: scratch.path("a/b/out")))
        }
    }

    @Test(.tags(.medium))
    func aSecondRunRepairsMetadataAlone() throws {
        try ScratchDirectory.with { scratch in
            let entries = Self.everyKind()
            let made = try TestSnapshot(entries)
            try made.restore(to: scratch.path)
            chmod(scratch.path("attributes"), 0o600)
            setxattr(scratch.path("attributes"), "user.extra", "x", 1, 0)
            setxattr(scratch.path("dir"), "user.extra", "x", 1, 0)
            removexattr(scratch.path("acl"), "system.posix_acl_access")
            chmod(scratch.path("fifo"), 0o777)
            let report = try made.restore(to: scratch.path)
            #expect(report.failure == nil)
            #expect(report.writtenBytes == 0)
            #expect(report.reusedBytes == report.totalBytes)
            try check(entries, scratch)
        }
    }

    @Test(.tags(.medium), .enabled(if: geteuid() == 0))
    func devicesAndOwnersComeBack() throws {
        try ScratchDirectory.with { scratch in
            let entries: [TestEntry] = [
                .special("block", .blockDevice, device: UInt64(clinux_makedev(7, 200))),
                .special("char", .characterDevice, device: UInt64(clinux_makedev(1, 3))),
                .file("owned", [[1]]) {
                    $0.uid = 4_000_000
                    $0.gid = 5_000_000
                    $0.mode = 0o751 | 1 << 23 | 1 << 22
                },
                .symlink("owned link", "x") { $0.uid = 4_000_000 },
                .folder("owned folder") { $0.gid = 5_000_000 },
            ]
            #expect(try TestSnapshot(entries).restore(to: scratch.path).failure == nil)
            try check(entries, scratch)
            #expect(try TestSnapshot(entries).restore(to: scratch.path).failure == nil)
            try check(entries, scratch)
        }
    }

    /// A thread whose file system user is not root has lost the right to give files away.
    @Test(.tags(.medium), .enabled(if: geteuid() == 0))
    func ownersThatMayNotBeSetAreCountedOnce() throws {
        try ScratchDirectory.with { scratch in
            chmod(scratch.path, 0o777)
            let made = try TestSnapshot([
                .file("setuid", [[1]]) { ($0.uid, $0.mode) = (4_000_000, 0o755 | 1 << 23) },
                .folder("d", [.file("f", [[2], [3]]) { $0.gid = 4_000_000 }]) { $0.uid = 65534 },
                .symlink("link", "x") { $0.uid = 4_000_000 },
            ])
            let reports = Mutex<[RestoreReport]>([])
            let failure = FirstFailure()
            let thread = try WorkerThread {
                setfsgid(65534)
                setfsuid(65534)
                failure.capture {
                    let report = try made.restore(to: scratch.path)
                    reports.withLock { $0.append(report) }
                }
            }
            thread.join()
            try failure.rethrow()
            let report = try #require(reports.withLock { $0.first })
            #expect(report.problems == [])
            // The directory's user is right, its group is root's.
            #expect(report.ownershipFailures == 4)
            var status = stat()
            #expect(stat(scratch.path("setuid"), &status) == 0)
            #expect(status.st_mode & 0o7777 == 0o755)
            #expect(status.st_uid == 65534)
            #expect(Timestamp(status.st_mtim).nanoseconds == 123_456_789)
            #expect(try scratch.read("d/f") == [2, 3])
        }
    }

    @Test(.tags(.medium))
    func namesMayHoldAnyBytes() throws {
        try ScratchDirectory.with { scratch in
            let names =
                (1...255).filter { $0 != 0x2F }.map { [UInt8($0), UInt8(ascii: "x")] } + [Array("é\u{2028}".utf8)]
            let entries = names.map { name in TestEntry.file("n", [name]) { $0.name = name } }
            let report = try TestSnapshot(entries).restore(to: scratch.path)
            #expect(report.failure == nil)
            for name in names {
                let path = scratch.path.utf8.map { $0 } + [UInt8(ascii: "/")] + name
                let raw = clinux_open(path.map { CChar(bitPattern: $0) } + [0], O_RDONLY, 0)
                try #require(raw >= 0)
                let file = FileDescriptor(owning: raw)
                var content = [UInt8](repeating: 0, count: 16)
                let count = try content.withUnsafeMutableBytes { try file.read(into: $0, path: "") }
                #expect(Array(content[..<count]) == name)
            }
        }
    }

    @Test(.tags(.medium))
    func hardLinksAreLinked() throws {
        try ScratchDirectory.with { scratch in
            func shared(_ node: inout Node) {
                node.links = 2
                node.inode = 77
                node.deviceID = 5
            }
            let made = try TestSnapshot([
                .file("a", [[1], [2]], shared), .folder("d", [.file("b", [[1], [2]], shared)]),
                .file("other", [[3]], shared), .file("alone", [[1], [2]]),
                .symlink("l1", "x") { ($0.links, $0.inode) = (2, 78) },
                .symlink("l2", "x") { ($0.links, $0.inode) = (2, 78) },
            ])
            for _ in 0..<2 {
                let report = try made.restore(to: scratch.path)
                #expect(report.failure == nil)
                #expect(report.hardlinks == 2)
                func inode(_ name: String) -> UInt64 {
                    var status = stat()
                    #expect(lstat(scratch.path(name), &status) == 0)
                    return UInt64(status.st_ino)
                }
                #expect(inode("a") == inode("d/b"))
                #expect(inode("l1") == inode("l2"))
                #expect(Set(["a", "other", "alone", "l1"].map(inode)).count == 4)
                #expect(try scratch.read("other") == [3])
            }
        }
    }

    @Test(.tags(.medium))
    func zerosBecomeHolesWhenAsked() throws {
        try ScratchDirectory.with { scratch in
            let zeros = [UInt8](repeating: 0, count: 1 << 20)
            let data = SeededGenerator.repeating(1, count: 5000)
            let made = try TestSnapshot([
                .file("all", [zeros]), .file("mixed", [data + zeros, zeros, data, zeros + data, zeros]),
                .file("small", [Array(zeros[..<100])]),
            ])
            for isSparse in [true, false] {
                let out = ScratchDirectory(existing: scratch.path("\(isSparse)"))
                let report = try made.restore(to: out.path) { $0.isSparse = isSparse }
                #expect(report.failure == nil)
                #expect(try out.read("all") == zeros)
                #expect(try out.read("mixed") == data + zeros + zeros + data + zeros + data + zeros)
                #expect(try out.read("small") == Array(zeros[..<100]))
                var status = stat()
                #expect(stat(out.path("mixed"), &status) == 0)
                #expect((status.st_blocks * 512 < 100_000) == isSparse)
            }
        }
    }
}
