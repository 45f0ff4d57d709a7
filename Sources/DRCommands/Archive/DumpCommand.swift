import ArgumentParser
import DRCore
import DRRepository
import DRWorkloads

/// `dr dump`: writes a file of a snapshot, or a directory as an archive, to standard output.
struct DumpCommand: SnapshotReadingCommand {
    static let configuration = CommandConfiguration(
        commandName: "dump",
        abstract: "Write a file of a snapshot to standard output, or a directory as an archive.",
        usage: "dr dump [options] SNAPSHOT PATH",
        discussion: """
            A file comes as it is, a directory as tar unless --archive names another format. SNAPSHOT:PATH names the \
            place too.
            """
    )

    @OptionGroup
    var access: SnapshotAccessOptions

    @Option(name: .shortAndLong, help: "The format of a directory: tar, tar.zst, tar.gz, zip, cpio.")
    var archive: ArchiveFormat = .tar

    @Argument(help: "The snapshot: an id, a name or \"latest\"; SNAPSHOT:PATH names the place too.")
    var snapshot: String

    @Argument(help: "An absolute path in the snapshot; / for all of it.")
    var path: String?

    func validate() throws {
        if output.json { throw ValidationError("The content is raw bytes, which --json cannot show.") }
        guard (path == nil) != SnapshotPath(snapshot).path.isEmpty else {
            throw ValidationError("Give one path: SNAPSHOT PATH, or SNAPSHOT:PATH.")
        }
    }

    func execute(_ context: CommandContext) throws {
        try context.withRepository(repository, lock: reading.lock) { opened in
            try opened.loadIndex()
            let place = SnapshotPath(path.map { snapshot + ":" + $0 } ?? snapshot)
            let resolved = try place.resolve(in: opened, opened.makeCodec(), matching: context.filter(choice))
            if let node = resolved.node, node.kind == .file {
                return try ArchiveOutput.toStandardOutput(context, isArchive: false) { write in
                    try FileDump.run(
                        opened,
                        node,
                        path: Printable.name(resolved.path),
                        cancellation: context.cancellation,
                        write: write
                    )
                }
            }
            let report = try ArchiveOutput.toStandardOutput(context, isArchive: true) { write in
                try SnapshotExport(
                    opened,
                    format: archive,
                    cancellation: context.cancellation,
                    onProblem: ArchiveProblems.warn(context.messages)
                ).run(resolved.node.map(ExportRoot.entry) ?? .snapshot(resolved.snapshot), write: write)
            }
            ArchiveProblems.note(isIncomplete: report.isIncomplete, context)
        }
    }
}
