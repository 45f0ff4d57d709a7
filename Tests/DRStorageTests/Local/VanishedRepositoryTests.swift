import CLinux
import DRCore
import DRStorage
import DRTestSupport
import Testing

/// A repository that is not there must never look like one without objects.
struct VanishedRepositoryTests {
    private static let id = [UInt8](repeating: 0xab, count: 32).withUnsafeBytes { ObjectID(bytes: $0) }

    /// What is taken away, and whether what is left is enough to go on.
    enum Loss: CaseIterable {
        case everything, contents, data, packFolder, locks, snapshots

        func apply(_ scratch: ScratchDirectory) throws {
            switch self {
            case .everything: try scratch.remove("r")
            // As when a file system is unmounted: its mount point stays.
            case .contents:
                try scratch.remove("r")
                mkdir(scratch.path("r"), 0o700)
            case .data: try scratch.remove("r/data")
            case .packFolder: try scratch.remove("r/data/ab")
            case .locks: try scratch.remove("r/locks")
            case .snapshots: try scratch.remove("r/snapshots")
            }
        }

        func isHarmless(for kind: ObjectKind) -> Bool {
            switch self {
            case .everything, .contents: false
            case .data: kind != .pack
            case .packFolder, .locks: true
            case .snapshots: kind != .snapshot
            }
        }
    }

    @Test(.tags(.medium), arguments: Loss.allCases, [ObjectKind.pack, .lock, .snapshot, .index, .key])
    func isToldFromAnEmptyOne(loss: Loss, kind: ObjectKind) throws {
        try ScratchDirectory.with { scratch in
            let backend = LocalBackend(path: scratch.path("r"))
            let name = ObjectName(kind, Self.id)
            // Without the other 255 folders of packs, which would take most of the time.
            for folder in ["r", "r/data", "r/data/ab", "r/index", "r/keys", "r/locks", "r/snapshots"] {
                mkdir(scratch.path(folder), 0o700)
            }
            try backend.save(.config, [1])
            try loss.apply(scratch)
            let before = try? scratch.names(in: "r")
            guard !loss.isHarmless(for: kind) else {
                #expect(try !backend.exists(name))
                #expect(try backend.list(kind).isEmpty)
                try backend.delete(name)
                try backend.save(name, [1, 2])
                #expect(try backend.load(name).array == [1, 2])
                return
            }
            let calls: [(String, () throws -> Void)] = [
                ("save", { try backend.save(name, [1]) }),
                ("load", { _ = try backend.load(name) }),
                ("size", { _ = try backend.size(of: name) }),
                ("list", { _ = try backend.list(kind) }),
                ("delete", { try backend.delete(name) }),
            ]
            for (call, run) in calls {
                let failure = #expect(throws: StorageFailure.self, "\(call)") { try run() }
                #expect(failure?.reason == .permanent, "\(call)")
                #expect(failure?.error.code == .storageUnreachable, "\(call)")
                #expect(failure?.error.message.contains("vanished") == true, "\(call)")
                #expect(failure?.error.object?.hasPrefix(scratch.path("r")) == true, "\(call)")
            }
            // Nothing was created in its place.
            #expect((try? scratch.names(in: "r")) == before)
        }
    }

    @Test(.tags(.medium))
    func aMissingConfigIsNoRepository() throws {
        try ScratchDirectory.with { scratch in
            let failure = #expect(throws: StorageFailure.self) {
                try LocalBackend(path: scratch.path("nowhere")).load(.config)
            }
            #expect(failure?.reason == .notFound)
            #expect(failure?.error.code == .noRepository)
        }
    }

    @Test(.tags(.medium))
    func vanishingBetweenWriteAndRenameIsReported() throws {
        try ScratchDirectory.with { scratch in
            let backend = LocalBackend(path: scratch.path("r"))
            let name = ObjectName(.index, Self.id)
            let content: [UInt8] = [1, 2, 3]
            try backend.create()
            try content.withUnsafeBytes { bytes in
                let temporary = try backend.writeTemporary(name, bytes)
                try scratch.remove("r")
                let failure = #expect(throws: StorageFailure.self) {
                    try backend.publish(temporary, as: name, bytes)
                }
                #expect(failure?.error.code == .storageUnreachable)
            }
        }
    }
}
