import CLinux
import DRCore
import DRStorage
import DRTestSupport
import Testing

/// What root stores in a repository of another user belongs to that user.
@Suite("Root in the repository of another user", .enabled(if: geteuid() == 0, "only root can give files away"))
struct RepositoryOwnerTests {
    private static let user: uid_t = 65534
    private static let group: gid_t = 65533

    private static func name(_ kind: ObjectKind, _ byte: UInt8) -> ObjectName {
        ObjectName(kind, [UInt8](repeating: byte, count: 32).withUnsafeBytes { ObjectID(bytes: $0) })
    }

    private func owner(_ path: String) throws -> [UInt32] {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw DRError.system("look at", path, errno: clinux_errno()) }
        return [status.st_uid, status.st_gid]
    }

    /// Calls `body` with a repository in an empty folder that root made for the user.
    private func with(_ body: (LocalBackend, ScratchDirectory) throws -> Void) throws {
        try ScratchDirectory.with { scratch in
            let path = scratch.path("r")
            try #require(mkdir(path, 0o700) == 0 && chown(path, Self.user, Self.group) == 0)
            let backend = LocalBackend(path: path)
            try backend.create()
            try body(backend, scratch)
        }
    }

    @Test("folders and objects of every kind, also in a folder that has to be made again", .tags(.medium))
    func everyKind() throws {
        try with { backend, scratch in
            try scratch.remove("r/data/07")
            try scratch.remove("r/locks")
            for kind in ObjectKind.allCases {
                let name = kind == .config ? ObjectName.config : Self.name(kind, 7)
                try backend.save(name, [1, 2, 3])
                #expect(try owner(scratch.path("r/" + name.path)) == [Self.user, Self.group], "\(kind)")
            }
            let upload = try #require(try backend.beginUpload())
            try [UInt8]([4, 5]).withUnsafeBytes { try upload.append($0) }
            try upload.commit(as: Self.name(.pack, 8))
            for path in [Self.name(.pack, 8).path, "data", "data/07", "data/ff", "locks", "keys"] {
                #expect(try owner(scratch.path("r/" + path)) == [Self.user, Self.group], "\(path)")
            }
        }
    }

    @Test("a link out of the repository gives nothing away", .tags(.medium))
    func link() throws {
        try with { backend, scratch in
            try #require(mkdir(scratch.path("foreign"), 0o755) == 0)
            try scratch.remove("r/locks")
            try #require(symlink(scratch.path("foreign"), scratch.path("r/locks")) == 0)
            try backend.save(Self.name(.lock, 7), [1])
            #expect(try owner(scratch.path("foreign/" + Self.name(.lock, 7).id.hex)) == [0, getegid()])
        }
    }

    @Test("a repository of root stays that of root", .tags(.medium))
    func ownRepository() throws {
        try ScratchDirectory.with { scratch in
            let backend = LocalBackend(path: scratch.path("r"))
            try backend.create()
            try backend.save(.config, [1])
            #expect(try owner(scratch.path("r/config")) == owner(scratch.path("r")))
        }
    }
}
