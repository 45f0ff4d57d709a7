import CLinux
import DRCore
import DRStorage
import DRTestSupport
import Testing

struct LocalBackendTests {
    private static let id = [UInt8](repeating: 0xab, count: 32).withUnsafeBytes { ObjectID(bytes: $0) }
    private static let pack = ObjectName(.pack, id)

    /// Calls `body` with a new repository and the scratch folder in which it is "r".
    private func withRepository(_ body: (LocalBackend, ScratchDirectory) throws -> Void) throws {
        try ScratchDirectory.with { scratch in
            let backend = LocalBackend(path: scratch.path("r"))
            try backend.create()
            try body(backend, scratch)
        }
    }

    private func mode(_ path: String) throws -> UInt32 {
        var status = stat()
        guard stat(path, &status) == 0 else { throw DRError.system("stat", path, errno: clinux_errno()) }
        return status.st_mode & 0o7777
    }

    @Test(.tags(.medium))
    func makesTheLayoutOfRestic() throws {
        try ScratchDirectory.with { scratch in
            let backend = LocalBackend(path: scratch.path("a/b//r/"))
            try backend.create()
            try backend.create()
            let folders = try scratch.names(in: "a/b/r/data")
            #expect(try scratch.names(in: "a/b/r") == ["data", "index", "keys", "locks", "snapshots"])
            #expect(folders.count == 256)
            #expect(folders.first == "00" && folders.last == "ff")
            for folder in ["a", "a/b", "a/b/r", "a/b/r/data", "a/b/r/data/7f", "a/b/r/keys"] {
                #expect(try mode(scratch.path(folder)) == 0o700, "\(folder)")
            }
            #expect(backend.location == scratch.path("a/b//r/"))
        }
    }

    @Test(.tags(.medium))
    func laysObjectsWhereResticLooksForThem() throws {
        try withRepository { backend, scratch in
            for kind in ObjectKind.allCases where kind != .config { try backend.save(ObjectName(kind, Self.id), [1]) }
            try backend.save(.config, [2])
            let hex = String(repeating: "ab", count: 32)
            for path in ["config", "data/ab/\(hex)", "index/\(hex)", "keys/\(hex)", "locks/\(hex)", "snapshots/\(hex)"]
            {
                #expect(try mode(scratch.path("r/" + path)) == 0o400, "\(path)")
            }
        }
    }

    @Test(.tags(.medium))
    func keepsTheGroupAccessOfTheConfig() throws {
        try withRepository { backend, scratch in
            try backend.save(.config, [1])
            chmod(scratch.path("r/config"), 0o440)
            try scratch.remove("r/data/ab")
            try backend.save(Self.pack, [1])
            #expect(try mode(scratch.path("r/" + Self.pack.path)) == 0o440)
        }
    }

    @Test(.tags(.medium))
    func listsOnlyObjects() throws {
        try withRepository { backend, scratch in
            let hex = Self.id.hex
            try backend.save(Self.pack, [1, 2, 3])
            try backend.save(ObjectName(.key, Self.id), [1])
            let junk = [
                "data/ab/\(hex)-tmp-0011", "data/ab/\(hex.dropLast())", "data/ab/\(hex)0", "data/ab/.DS_Store",
                "data/ab/\(hex.uppercased())", "data/\(hex)", "data/cd/\(hex)", "data/readme", "data/AB",
                "keys/\(hex.dropLast())g", "keys/\(hex)-tmp-1", "keys/é", "snapshots/latest",
            ]
            for name in junk { try scratch.write([1], to: "r/" + name) }
            mkdir(scratch.path("r/keys/" + String(repeating: "0", count: 64)), 0o700)
            mkdir(scratch.path("r/data/zz"), 0o700)
            #expect(try backend.list(.pack).map(\.id) == [Self.id])
            #expect(try backend.list(.pack).map(\.size) == [3])
            #expect(try backend.list(.key).map(\.id) == [Self.id])
            #expect(try backend.list(.snapshot).isEmpty)
        }
    }

    @Test(.tags(.medium))
    func refusesWhatIsNotAFile() throws {
        try withRepository { backend, scratch in
            // Opening a pipe in the ordinary way would wait for ever.
            mkfifo(scratch.path("r/" + Self.pack.path), 0o600)
            let folder = ObjectName(.key, Self.id)
            mkdir(scratch.path("r/" + folder.path), 0o700)
            for name in [Self.pack, folder] {
                let failure = #expect(throws: StorageFailure.self) { try backend.load(name) }
                #expect(failure?.error.message.contains("not a regular file") == true)
                #expect(throws: StorageFailure.self) { try backend.size(of: name) }
                #expect(throws: StorageFailure.self) { try backend.save(name, [1]) }
                let listed = try backend.list(name.kind)
                #expect(listed.isEmpty)
            }
        }
    }

    @Test(.tags(.medium))
    func worksOnARelativePath() throws {
        try ScratchDirectory.with { scratch in
            // The folder is reached from the current one, which is shared by all tests and so not changed.
            let up = String(repeating: "../", count: 40)
            let backend = LocalBackend(path: up + scratch.path("r").dropFirst())
            try backend.create()
            try backend.save(Self.pack, [1])
            #expect(try LocalBackend(path: scratch.path("r")).load(Self.pack).array == [1])
        }
    }

    @Test(.tags(.medium))
    func dyingBeforeTheRenameLeavesNothingListed() throws {
        try withRepository { backend, scratch in
            let content: [UInt8] = [1, 2, 3]
            let temporary = try content.withUnsafeBytes { try backend.writeTemporary(Self.pack, $0) }
            #expect(temporary.hasPrefix(scratch.path("r/" + Self.pack.path) + "-tmp-"))
            #expect(try backend.list(.pack).isEmpty)
            #expect(try !backend.exists(Self.pack))
            // The next run is not disturbed by what was left.
            try backend.save(Self.pack, [4, 5])
            #expect(try backend.load(Self.pack).array == [4, 5])
            #expect(try backend.list(.pack).count == 1)
        }
    }

    @Test(.tags(.medium))
    func publishingNeverReplaces() throws {
        try withRepository { backend, scratch in
            let late: [UInt8] = [9, 9, 9]
            try late.withUnsafeBytes { bytes in
                let temporary = try backend.writeTemporary(Self.pack, bytes)
                try backend.save(Self.pack, [1, 2, 3])
                try backend.publish(temporary, as: Self.pack, bytes)
            }
            #expect(try backend.load(Self.pack).array == [1, 2, 3])
            #expect(try scratch.names(in: "r/data/ab") == [Self.id.hex])
        }
    }

    @Test(.tags(.medium), arguments: [false, true])
    func publishesWithoutTheNewRename(hasLinks: Bool) throws {
        try withRepository { backend, scratch in
            let content: [UInt8] = [1, 2, 3]
            let final = scratch.path("r/" + Self.pack.path)
            func publish() throws -> Bool {
                let temporary = try content.withUnsafeBytes { try backend.writeTemporary(Self.pack, $0) }
                return hasLinks
                    ? try backend.moveByLink(temporary, to: final, Self.pack)
                    : try backend.moveByLook(temporary, to: final, Self.pack)
            }
            let isFirst = try publish()
            #expect(isFirst)
            #expect(try scratch.names(in: "r/data/ab") == [Self.id.hex])
            #expect(try backend.load(Self.pack).array == content)
            #expect(try !publish())
            #expect(try backend.load(Self.pack).array == content)
        }
    }
}
