import ArgumentParser
import DRCore
import DRRepository

/// `dr stats`: how large things are.
struct StatsCommand: SnapshotChoiceCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Measure what snapshots would restore and what they take in the repository.",
        usage: "dr stats [options] [SNAPSHOT ...]"
    )

    @OptionGroup(title: "Repository options")
    var repository: RepositoryOptions

    @OptionGroup(title: "Configuration options")
    var installation: InstallationOptions

    @OptionGroup
    var reading: ReadingOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    @OptionGroup(title: "Choice of snapshots")
    var choice: SnapshotFilterOptions

    @Argument(help: "Only these snapshots; all when none is named.")
    var snapshots: [String] = []

    func execute(_ context: CommandContext) throws {
        let stats = try context.withRepository(repository, lock: reading.lock) { opened in
            let all = try opened.snapshots()
            let chosen =
                snapshots.isEmpty
                ? all.filter(context.filter(choice).matches)
                : try snapshots.map { try SnapshotSelection.resolve($0, in: all, matching: context.filter(choice)) }
            try opened.loadIndex()
            let progress = MaintenanceProgress()
            return try ProgressDisplay.show("stats", context.messages) {
                ProgressSample(progress, noun: "directories")
            } while: {
                try opened.stats(of: chosen, cancellation: context.cancellation, progress: progress)
            }
        }
        try context.summary(Self.text(stats)) { Self.write(stats, to: &$0) }
    }

    private static func text(_ stats: RepositoryStats) -> String {
        let restore = stats.restore
        let stored = stats.stored
        let tenths = Int((stored.compressionRatio * 10).rounded())
        return """
            snapshots    \(restore.snapshots)
            to restore   \(ByteCount.format(restore.bytes)) in \(ProgressText.count(restore.files, "file")), \
            \(ProgressText.count(restore.directories, "directory", "directories")), \
            \(ProgressText.count(restore.others, "other"))
            distinct     \(ByteCount.format(stats.distinctFileBytes)) in \
            \(ProgressText.count(stats.distinctFiles, "file"))
            stored       \(ByteCount.format(stored.bytes)) for \(ByteCount.format(stored.contentBytes)), \
            compressed \(tenths / 10).\(tenths % 10) times, in \(ProgressText.count(stored.dataBlobs)) data and \
            \(ProgressText.count(stored.treeBlobs)) tree blobs
            index        \(ProgressText.count(UInt64(stats.indexedBlobs), "blob")), \
            \(ByteCount.format(UInt64(stats.indexMemory))) of memory
            """
    }

    private static func write(_ stats: RepositoryStats, to json: inout JSONWriter) {
        let counts: [(String, UInt64)] = [
            ("snapshots", UInt64(stats.restore.snapshots)), ("restore_files", stats.restore.files),
            ("restore_dirs", stats.restore.directories), ("restore_others", stats.restore.others),
            ("restore_bytes", stats.restore.bytes), ("distinct_files", stats.distinctFiles),
            ("distinct_file_bytes", stats.distinctFileBytes), ("blob_references", stats.blobReferences),
            ("data_blobs", stats.stored.dataBlobs), ("tree_blobs", stats.stored.treeBlobs),
            ("stored_bytes", stats.stored.bytes), ("content_bytes", stats.stored.contentBytes),
            ("indexed_blobs", UInt64(stats.indexedBlobs)), ("index_memory", UInt64(stats.indexMemory)),
        ]
        for (name, count) in counts {
            json.key(name)
            json.number(count)
        }
    }
}
