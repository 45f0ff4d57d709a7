import DRCore
import DRStorage

/// Checks a repository: keys, config, snapshots, indexes, packs, every directory, and with `readData` every byte.
///
/// Damage goes into the report with the snapshots and files that it harms; only failures of the storage as a whole are
/// thrown. The caller holds a shared lock, and must not have loaded the index.
package final class Verification: Sendable {
    let repository: Repository
    let options: VerifyOptions
    let cancellation: Cancellation
    let ledger = DamageLedger()
    /// How far it has come.
    package let progress = MaintenanceProgress()

    /// Prepares a check.
    package init(
        _ repository: Repository,
        options: VerifyOptions = VerifyOptions(),
        cancellation: Cancellation = Cancellation()
    ) {
        self.repository = repository
        self.options = options
        self.cancellation = cancellation
    }

    /// Runs the check.
    ///
    /// - Throws: the code of the cancellation; `StorageFailure` when the storage does not answer.
    package func run() throws -> VerifyReport {
        var report = VerifyReport()
        progress.begin(.loading)
        try checkConfig()
        try checkKeys()
        // Snapshots first: what is written after this is not looked at, and what they need is in the index by then.
        let snapshots = try repository.snapshots { [ledger, cancellation] id, error in
            try cancellation.check()
            ledger.add(ObjectName(.snapshot, id).description, error.message)
        }
        report.snapshots = snapshots.count
        let damagedIndexes = try checkIndexes(&report)
        let suspicious = try checkPacks(&report)
        try checkTrees(snapshots, &report)
        try readPacks(suspicious, &report)
        ledger.explainMissing(damagedIndexes: damagedIndexes)
        try conclude(snapshots, &report)
        return report
    }

    private func checkConfig() throws {
        do {
            let stored = try repository.backend.load(.config)
            let plaintext = ByteBuffer()
            try Sealer(key: repository.masterKey).open(stored.bytes, into: plaintext)
            try RepositoryConfig(json: plaintext.bytes).validate()
        } catch {
            ledger.add(ObjectName.config.description, try repository.damage(behind: error).message)
        }
    }

    private func checkKeys() throws {
        for (id, _) in try repository.backend.list(.key) {
            do {
                _ = try Repository.loadKeyFile(repository.backend, id)
            } catch {
                ledger.add(ObjectName(.key, id).description, try repository.damage(behind: error).message)
            }
        }
    }

    /// Turns what was noted into the report.
    private func conclude(_ snapshots: [Snapshot], _ report: inout VerifyReport) throws {
        let contents = ledger.contents
        report.damages = contents.damages
        var lost: [BlobKey: [Int]] = [:]
        for (blob, suspect) in contents.suspects {
            let copies = repository.index.locations(blob.type, blob.id).count
            if suspect.isLost || suspect.badCopies >= copies { lost[blob] = suspect.damages }
        }
        let search = HarmSearch(
            repository: repository,
            lost: lost,
            pathLimit: options.pathLimit,
            cancellation: cancellation,
            progress: progress
        )
        try search.run(snapshots, &report)
        addSnapshotHarm(&report)
    }

    /// A snapshot file that cannot be read is itself what is lost.
    private func addSnapshotHarm(_ report: inout VerifyReport) {
        let prefix = ObjectKind.snapshot.noun + " "
        for number in report.damages.indices where report.damages[number].object.hasPrefix(prefix) {
            guard let id = ObjectID(hex: String(report.damages[number].object.dropFirst(prefix.count))) else {
                continue
            }
            report.damages[number].harm = [Damage.Harm(snapshot: id, paths: [], pathCount: 0)]
            report.harmedSnapshots.append(id)
        }
    }
}
