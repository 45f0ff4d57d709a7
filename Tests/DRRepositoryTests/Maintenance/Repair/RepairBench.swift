import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

/// Damages a repository in memory and repairs it.
struct RepairBench {
    let bench: BackupBench
    let backend: MemoryBackend
    /// Three snapshots of a tree that changes, the oldest first.
    let snapshots: [Snapshot]

    init() throws {
        backend = MemoryBackend()
        bench = try BackupBench(backend)
        try bench.writeConfig()
        var snapshots: [Snapshot] = []
        for number in 0..<3 {
            snapshots.append(try bench.backUp(BackupBench.files(5, version: UInt64(number)), at: Int64(number) * 3600))
        }
        self.snapshots = snapshots
    }

    /// The objects with some of them changed or, where `change` empties the bytes, removed.
    func damaged(_ names: [ObjectName], _ change: (inout [UInt8]) -> Void) -> MemoryBackend {
        var objects = backend.contents
        for name in names {
            guard var bytes = objects[name] else { continue }
            change(&bytes)
            objects[name] = bytes.isEmpty ? nil : bytes
        }
        return MemoryBackend(objects)
    }

    /// The packs of a type in the order of the index.
    func packs(_ type: BlobType) throws -> [BlobIndex.PackContent] {
        let repository = try bench.open()
        try repository.loadIndex()
        return repository.index.packContents().filter { $0.entries.first?.type == type }
    }

    /// A pack of data of which every blob is needed by the snapshot with this number, and that has several.
    func pack(neededBy number: Int) throws -> BlobIndex.PackContent {
        let repository = try bench.open()
        try repository.loadIndex()
        var needed: Set<ObjectID> = []
        try TreeWalker(repository, repository.makeCodec()).walk(snapshots[number].tree) { _, node in
            needed.formUnion(node.content ?? [])
            return .descend
        }
        let packs = try packs(.data).filter { pack in pack.entries.allSatisfy { needed.contains($0.id) } }
        return try #require(packs.first { $0.entries.count > 2 })
    }

    static func locked<Result>(_ repository: Repository, _ body: (RepositoryLock) throws -> Result) throws -> Result {
        var options = LockOptions()
        options.timing.confirmAfter = 0.001
        return try repository.withLock(exclusive: true, cancellation: Cancellation(), options: options, body)
    }

    func repairIndex(_ other: any Backend, readsAllPacks: Bool = false, isDryRun: Bool = false) throws
        -> IndexRepairReport
    {
        let repository = try bench.open(other)
        return try Self.locked(repository) {
            try IndexRepair(repository, readsAllPacks: readsAllPacks).run($0, isDryRun: isDryRun)
        }
    }

    func repairPacks(_ other: any Backend, _ packs: [ObjectID]? = nil, isDryRun: Bool = false) throws
        -> PackRepairReport
    {
        let repository = try bench.open(other)
        return try Self.locked(repository) { try PackRepair(repository).run(packs, $0, isDryRun: isDryRun) }
    }

    func repairSnapshots(_ other: any Backend, forgets: Bool = true, isDryRun: Bool = false) throws
        -> [RepairedSnapshot]
    {
        let repository = try bench.open(other)
        return try Self.locked(repository) { lock in
            try repository.loadIndex()
            return try SnapshotRepair(repository)
                .run(repository.snapshots(), lock, forgets: forgets, isDryRun: isDryRun)
        }
    }
}
