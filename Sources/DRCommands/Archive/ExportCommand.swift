import ArgumentParser
import CLinux
import DRCore
import DRRepository
import DRWorkloads
import Synchronization

/// `dr export`: writes a snapshot as an archive.
struct ExportCommand: SnapshotReadingCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a snapshot, or a directory of it, as an archive.",
        usage: "dr export [options] SNAPSHOT[:PATH] FILE",
        discussion: """
            The name of the file chooses the format, unless --format does; - is standard output. tar holds all that a \
            snapshot does; cpio no attributes; zip no owners' names, attributes, devices and links of one file. The \
            file gets its name when it is complete.
            """
    )

    @OptionGroup
    var access: SnapshotAccessOptions

    @Option(name: .shortAndLong, help: "tar, tar.zst, tar.gz, zip or cpio.")
    var format: ArchiveFormat?

    @Flag(help: "Replace the file when there is one.")
    var force = false

    @Argument(help: "The snapshot: an id, a name or \"latest\"; SNAPSHOT:PATH names an entry of it.")
    var snapshot: String

    @Argument(help: "The archive to write; - for standard output.")
    var file: String

    private var isStandardOutput: Bool { file == "-" }

    func validate() throws {
        guard format != nil || isStandardOutput || ArchiveFormat(fileName: file) != nil else {
            throw ValidationError("The name of the file does not tell the format; give --format.")
        }
        guard !(output.json && isStandardOutput) else {
            throw ValidationError("Standard output has the archive or JSON, not both.")
        }
    }

    func execute(_ context: CommandContext) throws {
        var status = stat()
        if !isStandardOutput, !force, stat(file, &status) == 0, clinux_is_regular(status.st_mode) != 0 {
            throw DRError(.failed, "the file is there already", object: file, hint: "choose another, or use --force")
        }
        try context.withRepository(repository, lock: reading.lock) { opened in
            try opened.loadIndex()
            let place = try SnapshotPath(snapshot).resolve(
                in: opened,
                opened.makeCodec(),
                matching: context.filter(choice)
            )
            let report = try write(place, opened, context)
            ArchiveProblems.note(isIncomplete: report.isIncomplete, context)
            guard !isStandardOutput else { return }
            try context.summary(
                "exported \(report.entries) entries, \(ByteCount.format(report.contentBytes)), to "
                    + "\(Printable.text(file)) (\(ByteCount.format(report.archiveBytes)))"
            ) { json in
                json.key("file")
                json.string(file)
                json.key("entries")
                json.number(report.entries)
                json.key("bytes")
                json.number(report.contentBytes)
                json.key("archive_bytes")
                json.number(report.archiveBytes)
                json.key("problems")
                json.number(report.problemCount)
            }
        }
    }

    private func write(
        _ place: SnapshotPath.Resolved,
        _ opened: Repository,
        _ context: CommandContext
    ) throws -> ExportReport {
        let progress = ArchiveProgress()
        let export = SnapshotExport(
            opened,
            format: format ?? ArchiveFormat(fileName: file) ?? .tar,
            progress: progress,
            cancellation: context.cancellation,
            onProblem: ArchiveProblems.warn(context.messages)
        )
        let root = place.node.map(ExportRoot.entry) ?? .snapshot(place.snapshot)
        let total = place.node == nil ? place.snapshot.summary?.totalBytesProcessed : nil
        return try ProgressDisplay.show(
            "export",
            context.messages,
            sample: {
                var sample = ProgressSample()
                sample.bytes = progress.contentBytes.load(ordering: .relaxed)
                sample.totalBytes = total
                sample.items = progress.entries.load(ordering: .relaxed)
                sample.noun = "entries"
                sample.errors = progress.problems.load(ordering: .relaxed)
                return sample
            },
            while: {
                if isStandardOutput {
                    return try ArchiveOutput.toStandardOutput(context, isArchive: true) {
                        try export.run(root, write: $0)
                    }
                }
                return try ArchiveOutput.toFile(file, context.messages) { try export.run(root, write: $0) }
            }
        )
    }
}
