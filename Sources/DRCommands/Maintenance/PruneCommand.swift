import ArgumentParser
import DRCore
import DRPolicy
import DRRepository

/// `dr prune`: frees the space of what no snapshot needs.
struct PruneCommand: RepositoryAccessCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Free the space of what no snapshot needs.",
        usage: "dr prune [options]",
        discussion: """
            Backups go on meanwhile: the repository is locked against them for seconds at the end only, and \
            --retry-lock says how long to wait for those that run then.
            """
    )

    @OptionGroup
    var access: RepositoryAccessOptions

    @OptionGroup(title: "Limits")
    var limits: PruneLimitOptions

    @Flag(name: [.customShort("n"), .long], help: "Only tell what would be freed.")
    var dryRun = false

    func execute(_ context: CommandContext) throws {
        try Self.run(limits.options(isDryRun: dryRun), repository, context)
    }

    /// Prunes with a repository that is opened anew, and shows what was done.
    static func run(_ options: PruneOptions, _ repository: RepositoryOptions, _ context: CommandContext) throws {
        let pruning = Pruning(
            try context.open(repository),
            options: options,
            cancellation: context.cancellation,
            locks: context.lockOptions(repository)
        )
        let report = try context.guarded(.prune, repository, isDryRun: options.isDryRun) {
            try ProgressDisplay.show("prune", context.messages) { [progress = pruning.progress] in
                ProgressSample(progress, noun: "objects")
            } while: {
                try pruning.run()
            }
        }
        try context.summary(text(report)) { write(report, to: &$0) }
    }

    private static func text(_ report: PruneReport) -> String {
        let verb = report.isDryRun ? "would free" : "freed"
        var table = Table([("", .left), ("count", .right), ("size", .right)])
        func row(_ name: String, _ amount: PruneReport.Amount) {
            table.add([name, ProgressText.count(UInt64(amount.count)), ByteCount.format(amount.bytes)])
        }
        row("blobs in use", report.usedBlobs)
        row("blobs twice", report.duplicateBlobs)
        row("blobs unused", report.unusedBlobs)
        row("packs kept", report.keptPacks)
        row("packs repacked", report.repackedPacks)
        row("packs removed", report.unusedPacks)
        row("packs left over", report.orphanedPacks)
        row("temporary files", report.leftovers)
        return table.lines.joined(separator: "\n") + "\n\(verb) \(ByteCount.format(report.freedBytes)), "
            + "\(ByteCount.format(report.unusedBytesLeft)) unused stays"
    }

    private static func write(_ report: PruneReport, to json: inout JSONWriter) {
        json.key("dry_run")
        json.bool(report.isDryRun)
        json.key("freed_bytes")
        json.number(report.freedBytes)
        json.key("unused_bytes_left")
        json.number(report.unusedBytesLeft)
        let amounts = [
            ("used_blobs", report.usedBlobs), ("duplicate_blobs", report.duplicateBlobs),
            ("unused_blobs", report.unusedBlobs), ("kept_packs", report.keptPacks),
            ("repacked_packs", report.repackedPacks), ("repacked_blobs", report.repackedBlobs),
            ("unused_packs", report.unusedPacks), ("orphaned_packs", report.orphanedPacks),
            ("temporary_files", report.leftovers),
        ]
        for (name, amount) in amounts {
            json.key(name)
            json.beginObject()
            json.key("count")
            json.number(amount.count)
            json.key("bytes")
            json.number(amount.bytes)
            json.endObject()
        }
        json.key("rescued_packs")
        json.number(report.rescuedPacks)
        json.key("indexes_written")
        json.number(report.indexesWritten)
        json.key("indexes_removed")
        json.number(report.indexesRemoved)
    }
}
