import DRCore
import DRStorage

extension Verification {
    /// A pack that is to be read completely.
    struct PackToRead: Sendable {
        /// Its place in the index.
        var number: Int
        /// The bytes that the storage says it has.
        var size: Int
    }

    /// What is known of the packs before any is read.
    struct PackListing: Sendable {
        var grouping: BlobIndex.Grouping
        /// Chosen by the options, or of a wrong size.
        var toRead: [PackToRead]
    }

    /// Compares the packs in the index with those in the storage.
    func checkPacks(_ report: inout VerifyReport) throws -> PackListing {
        let listed = try repository.backend.list(.pack)
        let sizes = Dictionary(listed.map { ($0.id, $0.size) }) { first, _ in first }
        let grouping = repository.index.grouping()
        report.packs = grouping.packs.count
        report.packBytes = listed.reduce(0) { $0 + UInt64($1.size) }
        addOrphans(listed, grouping, &report)
        try addLeftovers(&report)
        let chosen = choose(from: listed)
        var toRead: [PackToRead] = []
        var mixed = 0
        for (number, id) in grouping.packs.enumerated() {
            let pack = repository.index.content(of: number, grouping)
            let object = ObjectName(.pack, id).description
            let blobs = pack.entries.map { BlobKey(type: $0.type, id: $0.id) }
            guard let size = sizes[id] else {
                ledger.add(object, "the pack is missing", copiesOf: blobs)
                continue
            }
            if pack.entries.contains(where: { $0.type != pack.entries[0].type }) { mixed += 1 }
            if size != pack.expectedSize {
                ledger.add(object, "\(size) bytes long, where the index says \(pack.expectedSize)")
            }
            if !pack.isContiguous {
                ledger.add(object, PackExaminer.gapsReason)
            }
            if size != pack.expectedSize || !pack.isContiguous || chosen.contains(id) {
                toRead.append(PackToRead(number: number, size: size))
            }
        }
        if mixed > 0, repository.config.version >= 2 {
            report.hints.append("\(mixed) packs hold both data and directories; 'dr prune' separates them")
        }
        return PackListing(grouping: grouping, toRead: toRead)
    }

    private func addOrphans(
        _ listed: [(id: ObjectID, size: Int)],
        _ grouping: BlobIndex.Grouping,
        _ report: inout VerifyReport
    ) {
        let orphans = listed.filter { !repository.index.contains(pack: $0.id) }
        guard !orphans.isEmpty else { return }
        let bytes = ByteCount.format(orphans.reduce(0) { $0 + UInt64($1.size) })
        report.hints.append(
            "\(orphans.count) packs (\(bytes)) are in no index, as a running or interrupted backup leaves them;"
                + " 'dr prune' removes them"
        )
    }

    private func addLeftovers(_ report: inout VerifyReport) throws {
        let leftovers = try repository.backend.leftovers().filter { !$0.mayBeInUse(at: .now) }
        guard let first = leftovers.first else { return }
        let bytes = ByteCount.format(leftovers.reduce(0) { $0 + UInt64($1.size) })
        report.hints.append(
            "\(leftovers.count) temporary files (\(bytes)), such as \(first.path), were left by programs that died;"
                + " 'dr prune' removes them"
        )
    }

    private func choose(from listed: [(id: ObjectID, size: Int)]) -> Set<ObjectID> {
        var generator = SplitMix(state: options.seed ?? UInt64.random(in: .min ... .max))
        let indexed = listed.filter { repository.index.contains(pack: $0.id) }
        return options.readData.choose(from: indexed, using: &generator)
    }

    /// Reads packs on all processors.
    func readPacks(_ packs: PackListing, _ report: inout VerifyReport) throws {
        let bytes = packs.toRead.reduce(0) { $0 + $1.size }
        progress.begin(.reading, items: packs.toRead.count, bytes: bytes)
        report.packsRead = packs.toRead.count
        report.bytesRead = UInt64(bytes)
        // The largest first, so that no thread is left alone with one at the end.
        let order = packs.toRead.sorted { $0.size > $1.size }
        let examiners = try (0..<WorkerThread.processorCount).map { _ in
            try PackExaminer(repository, cancellation, progress)
        }
        try ParallelWork.forEach(count: order.count, workers: examiners.count) { [self] worker, number in
            let pack = repository.index.content(of: order[number].number, packs.grouping)
            let findings = try examiners[worker].examine(pack, size: order[number].size)
            progress.add(items: 1)
            let object = ObjectName(.pack, pack.id).description
            for reason in findings.reasons { ledger.add(object, reason) }
            guard !findings.badBlobs.isEmpty else { return }
            let blobs = findings.badBlobs.map { BlobKey(type: $0.type, id: $0.id) }
            ledger.add(object, findings.reasons.first ?? "damaged", copiesOf: blobs)
        }
    }
}

/// A small generator that a seed repeats (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators").
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
