import DRCore

/// What a restore did.
package struct RestoreReport: Sendable {
    /// Entries that were looked at in the target or written, by kind.
    package var directories = 0
    package var files = 0
    package var symlinks = 0
    package var hardlinks = 0
    package var devicesAndFifos = 0
    /// Sockets and entries of unknown kind, which are not restored.
    package var skippedKinds = 0
    /// Entries in the target that the overwrite rule kept as they were.
    package var keptEntries = 0
    /// Entries that were removed because the snapshot does not have them.
    package var deletedEntries = 0
    /// Bytes of file content that the restored files have.
    package var totalBytes = 0
    /// Bytes that were fetched and written, or would be.
    package var writtenBytes = 0
    /// Bytes that were in the target already and proved right by their hashes.
    package var reusedBytes = 0
    /// Files and bytes that were read back and compared.
    package var verifiedFiles = 0
    package var verifiedBytes = 0
    /// Entries whose owner could not be set, as only root may; their set-user and set-group bits are left off.
    package var ownershipFailures = 0
    /// Entries on which the target or the user's rights do not allow an extended attribute.
    package var attributeFailures = 0
    /// The first of these, with the reason.
    package var firstAttributeFailure: String?
    /// What is not as the snapshot has it, at most `RestoreFindings.limit` entries.
    package var problems: [RestoreProblem] = []
    /// Problems beyond that limit.
    package var omittedProblems = 0
    /// Entries below directories that could not be made; no problem of their own each.
    package var entriesBelowProblems = 0

    /// Adds what another restore of the same run did.
    mutating func add(_ other: RestoreReport) {
        directories += other.directories
        files += other.files
        symlinks += other.symlinks
        hardlinks += other.hardlinks
        devicesAndFifos += other.devicesAndFifos
        skippedKinds += other.skippedKinds
        keptEntries += other.keptEntries
        deletedEntries += other.deletedEntries
        totalBytes += other.totalBytes
        writtenBytes += other.writtenBytes
        reusedBytes += other.reusedBytes
        verifiedFiles += other.verifiedFiles
        verifiedBytes += other.verifiedBytes
        ownershipFailures += other.ownershipFailures
        attributeFailures += other.attributeFailures
        firstAttributeFailure = firstAttributeFailure ?? other.firstAttributeFailure
        problems += other.problems
        omittedProblems += other.omittedProblems
        entriesBelowProblems += other.entriesBelowProblems
    }

    /// The error that the whole run comes to, nil when everything is as the snapshot has it: `.integrity` for damage,
    /// `.restoreVerificationFailed`, or `.failed`.
    package var failure: DRError? {
        let count = problems.count + omittedProblems
        guard let first = problems.first else { return nil }
        let more = count == 1 ? "" : ", and \(count - 1) more"
        if problems.contains(where: { $0.kind == .damaged }) {
            return DRError(
                .integrity,
                "the repository is damaged: \(count) entries are not complete",
                object: first.path + more,
                hint: "see the list; 'dr verify --read-data' names the damaged objects, an older snapshot may be whole"
            )
        }
        if problems.contains(where: { $0.kind == .verification }) {
            return DRError(
                .restoreVerificationFailed,
                "\(count) restored entries differ from the snapshot",
                object: first.path + more,
                hint: "the target changed meanwhile, or its device or the memory is faulty; run the restore again"
            )
        }
        return DRError(
            .failed,
            "\(count) entries were not restored as the snapshot has them",
            object: first.path + more,
            hint: "see the list; after the cause is removed, a second run writes only what is missing"
        )
    }
}
