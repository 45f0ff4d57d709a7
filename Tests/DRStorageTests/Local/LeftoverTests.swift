import CLinux
import DRCore
import DRTestSupport
import Testing

@testable import DRStorage

@Suite(.tags(.medium))
struct LeftoverTests {
    private static let id = String(repeating: "ab", count: 32)

    @Test("temporary files of dr and restic are found, and nothing else")
    func finds() throws {
        try ScratchDirectory.with { scratch in
            let backend = LocalBackend(path: scratch.path("repository"))
            try backend.create()
            let expected = [
                "config-tmp-12", "data/ab/\(Self.id)-tmp-0123456789abcdef", "data/cd/\(Self.id)-tmp-2954385938",
                "index/\(Self.id)-tmp-1", "keys/\(Self.id)-tmp-2", "locks/\(Self.id)-tmp-3",
                "snapshots/\(Self.id)-tmp-4",
            ]
            let others = [
                "config", "notes-tmp-12", "data/ab/\(Self.id)", "data/ab/\(Self.id)-tmp-", "data/ab/\(Self.id)-tmp-xyz",
                "data/ab/\(Self.id).tmp", "data/\(Self.id)", "data/ab/abcd-tmp-12", "index/tmp-12",
                "data/ab/\(Self.id.uppercased().dropLast())g-tmp-1", "\(Self.id)-tmp-1",
            ]
            for name in expected + others { try scratch.write([1, 2, 3], to: "repository/" + name) }
            try #require(mkdir(scratch.path("repository/data/ab/\(Self.id)-tmp-99"), 0o700) == 0)
            try #require(symlink("/etc/passwd", scratch.path("repository/data/ab/\(Self.id)-tmp-98")) == 0)
            let found = try backend.leftovers()
            #expect(found.map(\.path) == expected.sorted())
            #expect(found.allSatisfy { $0.size == 3 && $0.mayBeInUse(at: .now) })
        }
    }

    @Test("one that changed since it was listed stays")
    func changed() throws {
        try ScratchDirectory.with { scratch in
            let backend = LocalBackend(path: scratch.path("repository"))
            try backend.create()
            let names = (0..<2).map { "index/\(Self.id)-tmp-\($0)" }
            for name in names { try scratch.write([1, 2, 3], to: "repository/" + name) }
            let found = try backend.leftovers()
            try scratch.write([1, 2, 3, 4], to: "repository/" + names[0])
            for leftover in found { try backend.delete(leftover) }
            #expect(try backend.leftovers().map(\.path) == [names[0]])
            // Again, with one that is gone.
            for leftover in found { try backend.delete(leftover) }
        }
    }

    @Test("after an hour nobody can be using it any more")
    func age() {
        let now = Timestamp(seconds: 1_700_000_000)
        func leftover(_ age: Int64) -> Leftover {
            Leftover(path: "index/x", size: 1, modified: Timestamp(seconds: now.seconds - age))
        }
        #expect(leftover(0).mayBeInUse(at: now))
        #expect(leftover(3599).mayBeInUse(at: now))
        #expect(!leftover(3601).mayBeInUse(at: now))
        // A clock that was set back must not make a young file old.
        #expect(leftover(-86_400).mayBeInUse(at: now))
    }

    @Test("a killed save leaves one, and decorators pass it on")
    func decorators() throws {
        try ScratchDirectory.with { scratch in
            let local = LocalBackend(path: scratch.path("repository"))
            try local.create()
            let bytes: [UInt8] = [1, 2, 3]
            let id = try #require(ObjectID(hex: Self.id))
            // What a save has done when it dies before the object has its name.
            _ = try bytes.withUnsafeBytes { try local.writeTemporary(ObjectName(.snapshot, id), $0) }
            for backend in [
                MeteredBackend(local), RetryingBackend(local), DryRunBackend(local), ReadOnlyBackend(local),
            ] as [any Backend] {
                #expect(try backend.leftovers().count == 1)
            }
            let leftover = try #require(try local.leftovers().first)
            #expect(throws: StorageFailure.self) { try ReadOnlyBackend(local).delete(leftover) }
            DryRunBackend(local).delete(leftover)
            #expect(try local.leftovers() == [leftover])
            try RetryingBackend(MeteredBackend(local)).delete(leftover)
            #expect(try local.leftovers().isEmpty)
        }
    }
}
