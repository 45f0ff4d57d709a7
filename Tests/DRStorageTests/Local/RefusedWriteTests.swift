import CLinux
import DRCore
import DRStorage
import DRTestSupport
import Testing

/// Full disks, missing permissions and read-only file systems: a clear error and no partial object.
struct RefusedWriteTests {
    private static func name(_ kind: ObjectKind, _ byte: UInt8) -> ObjectName {
        ObjectName(kind, [UInt8](repeating: byte, count: 32).withUnsafeBytes { ObjectID(bytes: $0) })
    }

    /// Calls `body` with a repository on a file system of 256 KiB of its own, which needs root.
    private func onTinyFileSystem(_ body: (LocalBackend, ScratchDirectory) throws -> Void) throws {
        try ScratchDirectory.with { scratch in
            let point = scratch.path("tiny")
            mkdir(point, 0o700)
            try #require(mount("none", point, "tmpfs", 0, "size=256k") == 0)
            defer { umount2(point, Int32(MNT_DETACH)) }
            let backend = LocalBackend(path: point)
            try backend.create()
            try body(backend, scratch)
        }
    }

    @Test(.tags(.large), .enabled(if: TestHost.mounts, "file systems cannot be mounted here"))
    func aFullDiskLeavesNoPartialObject() throws {
        try onTinyFileSystem { backend, scratch in
            var generator = SeededGenerator(seed: 1)
            let first = Self.name(.pack, 1)
            let content = generator.bytes(100_000)
            try backend.save(first, content)
            for kind in [ObjectKind.pack, .index, .snapshot, .lock, .key] {
                let failure = #expect(throws: StorageFailure.self) {
                    try backend.save(Self.name(kind, 2), generator.bytes(200_000))
                }
                #expect(failure?.reason == .permanent)
                #expect(failure?.error.message.contains("No space left") == true)
                #expect(failure?.error.hint?.contains("free some space") == true)
                #expect(try !backend.exists(Self.name(kind, 2)))
            }
            #expect(try scratch.names(in: "tiny/data/02").isEmpty)
            #expect(try scratch.names(in: "tiny/index").isEmpty)
            #expect(try backend.load(first).array == content)
            // Removing works on a full disk, and what it frees can be used.
            try backend.delete(first)
            try backend.save(Self.name(.pack, 2), generator.bytes(200_000))
        }
    }

    @Test(.tags(.large), .enabled(if: TestHost.mounts, "file systems cannot be mounted here"))
    func aReadOnlyFileSystemIsNamed() throws {
        try onTinyFileSystem { backend, scratch in
            let kept = Self.name(.key, 1)
            try backend.save(kept, [1])
            guard mount("none", scratch.path("tiny"), nil, UInt(MS_REMOUNT | MS_RDONLY), nil) == 0
            else {
                throw DRError.system("remount", scratch.path("tiny"), errno: clinux_errno())
            }
            for change in [{ try backend.save(Self.name(.key, 2), [1]) }, { try backend.delete(kept) }] {
                let failure = #expect(throws: StorageFailure.self) { try change() }
                #expect(failure?.reason == .permanent)
                #expect(failure?.error.hint?.contains("read-only") == true)
            }
            #expect(try backend.load(kept).array == [1])
        }
    }

    @Test(.tags(.medium))
    func missingPermissionIsNamed() throws {
        try ScratchDirectory.with { scratch in
            // The other user has to reach the repository, but may not write in it.
            chmod(scratch.path, 0o755)
            let backend = LocalBackend(path: scratch.path("r"))
            try backend.create()
            try backend.save(Self.name(.key, 1), [1])
            chmod(scratch.path("r"), 0o755)
            chmod(scratch.path("r/keys"), 0o555)
            let changes: [@Sendable () throws -> Void] = [
                { try backend.save(Self.name(.key, 2), [1]) },
                { _ = try backend.load(Self.name(.key, 1)) },
                { try backend.delete(Self.name(.key, 1)) },
                { _ = try backend.list(.snapshot) },
            ]
            for change in changes {
                let failure = #expect(throws: StorageFailure.self) { try Self.asNobody(change) }
                #expect(failure?.reason == .permanent)
                #expect(failure?.error.message.contains("Permission denied") == true)
                #expect(failure?.error.hint?.contains("permissions") == true)
            }
            #expect(try scratch.names(in: "r/keys") == [Self.name(.key, 1).id.hex])
        }
    }

    /// Runs `body` on a thread whose file accesses are those of an ordinary user; root's rights would pass every check.
    private static func asNobody(_ body: @escaping @Sendable () throws -> Void) throws {
        let failure = FirstFailure()
        let thread = try WorkerThread {
            if geteuid() == 0 { setfsuid(65534) }
            failure.capture(body)
        }
        thread.join()
        try failure.rethrow()
    }
}
