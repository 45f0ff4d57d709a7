import ArgumentParser
import DRCore
import DRRepository
import DRStorage
import DRWorkloads
import Synchronization

/// `dr import`: makes a snapshot of an archive.
struct ImportCommand: RepositoryAccessCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make a snapshot of an archive: tar, cpio, zip or 7z.",
        usage: "dr import [options] ARCHIVE",
        discussion: """
            The archive may be compressed by gzip, bzip2, xz, zstd or lz4, and come from standard input (-). What the \
            repository has already is not stored again. An archive that is damaged, cut short or encrypted leaves no \
            snapshot; an entry whose name leads out of it is left out, with exit code 3.
            """
    )

    @OptionGroup
    var access: RepositoryAccessOptions

    @Option(help: ArgumentHelp("A tag of the snapshot; may repeat.", valueName: "tag"))
    var tag: [String] = []

    @Option(help: ArgumentHelp("The host of the snapshot, if not this one.", valueName: "name"))
    var host: String?

    @Option(help: ArgumentHelp("The time of the snapshot, if not now.", valueName: "time"))
    var time: TimeArgument?

    @Option(help: ArgumentHelp("How standard input is called in the snapshot.", valueName: "name"))
    var stdinFilename: String?

    @Argument(help: "The archive; - for standard input.")
    var archive: String

    func validate() throws {
        if stdinFilename != nil, archive != "-" {
            throw ValidationError("--stdin-filename is for standard input, the archive -.")
        }
    }

    func execute(_ context: CommandContext) throws {
        let opened = try context.open(repository)
        let report = try context.withLock(opened, repository, .shared) { _ in
            try opened.loadIndex()
            return try run(opened, context)
        }
        ArchiveProblems.note(isIncomplete: report.isIncomplete, context)
        let summary = report.snapshot.summary ?? SnapshotSummary()
        let name = SnapshotName.text(of: report.snapshot.time)
        try context.summary(
            "imported \(report.entries) entries, \(ByteCount.format(summary.totalBytesProcessed)), as \(name) "
                + "(\(report.snapshot.id?.short ?? "")); added \(ByteCount.format(summary.dataAddedPacked))"
        ) { json in
            json.key("snapshot_id")
            json.string(report.snapshot.id?.hex ?? "")
            json.key("name")
            json.string(name)
            json.key("entries")
            json.number(report.entries)
            json.key("files")
            json.number(summary.totalFilesProcessed)
            json.key("bytes")
            json.number(summary.totalBytesProcessed)
            json.key("data_added")
            json.number(summary.dataAdded)
            json.key("data_added_packed")
            json.number(summary.dataAddedPacked)
            json.key("problems")
            json.number(report.problemCount)
        }
    }

    private func run(_ opened: Repository, _ context: CommandContext) throws -> ImportReport {
        var options = ImportOptions()
        options.tags = tag
        options.hostname = host ?? ""
        options.time = time?.instant
        options.path = stdinFilename.map { $0.hasPrefix("/") ? $0 : "/" + $0 } ?? ""
        options.programVersion = "dr " + Version.number
        let progress = ArchiveProgress()
        let importing = ArchiveImport(
            options,
            progress: progress,
            cancellation: context.cancellation,
            onProblem: ArchiveProblems.warn(context.messages)
        )
        return try ProgressDisplay.show(
            "import",
            context.messages,
            sample: {
                var sample = ProgressSample()
                sample.bytes = progress.archiveBytes.load(ordering: .relaxed)
                let size = progress.archiveSize.load(ordering: .relaxed)
                sample.totalBytes = size > 0 ? size : nil
                sample.items = progress.entries.load(ordering: .relaxed)
                sample.noun = "entries"
                sample.errors = progress.problems.load(ordering: .relaxed)
                return sample
            },
            while: { try importing.run(archive, into: opened) }
        )
    }
}
