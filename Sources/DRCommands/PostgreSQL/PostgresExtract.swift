import ArgumentParser
import CLinux
import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage
import DRWorkloads

/// `dr pg extract`: takes a database, or tables of it, out of the past.
struct PostgresExtract: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "extract",
        abstract: "Dump a database, or tables of it, as they were at a moment.",
        usage: "dr pg extract [options] --database NAME PLAN FILE",
        discussion: """
            A scratch server recovers the cluster to the moment, pg_dump reads from it, and the scratch directory is \
            removed. FILE gets its name when it is complete; - is standard output, so that \
            "dr pg extract --format plain ... orders - | psql DATABASE" brings a table back.
            """
    )

    /// The forms in which pg_dump writes one file.
    enum Form: String, CaseIterable, ExpressibleByArgument {
        case custom, plain, tar
    }

    @OptionGroup(title: "Configuration options")
    var installation: InstallationOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    @OptionGroup(title: "The moment")
    var moment: MomentOptions

    @Option(name: .shortAndLong, help: ArgumentHelp("The database.", valueName: "name"))
    var database: String

    @Option(name: .shortAndLong, help: ArgumentHelp("Only this table or pattern; may be repeated.", valueName: "name"))
    var table: [String] = []

    @Option(help: ArgumentHelp("Only this schema or pattern; may be repeated.", valueName: "name"))
    var schema: [String] = []

    @Option(name: .shortAndLong, help: "custom for pg_restore, plain for psql, or tar.")
    var format = Form.custom

    @Flag(help: "Only the rows, not what makes the tables.")
    var dataOnly = false

    @Flag(help: "Replace the file when there is one.")
    var force = false

    @Argument(help: "The plan of the cluster.")
    var plan: String

    @Argument(help: "The dump to write; - for standard output.")
    var file: String

    func validate() throws {
        guard !(output.json && file == "-") else {
            throw ValidationError("Standard output has the dump or JSON, not both.")
        }
    }

    func execute(_ context: CommandContext) throws {
        if file != "-", !force, access(file, F_OK) == 0 {
            throw DRError(.failed, "the file is there already", object: file, hint: "choose another, or use --force")
        }
        let job = try context.jobContext(installation.load())
        let extraction = ClusterExtraction(
            job,
            plan: plan,
            moment.target,
            in: try AbsolutePath.of(moment.scratch)
        )
        var arguments = ["--format=\(format.rawValue)"]
        arguments += table.map { "--table=\($0)" } + schema.map { "--schema=\($0)" }
        if dataOnly { arguments.append("--data-only") }
        let report: ClusterExtraction.Report
        if file == "-" {
            report = try write(extraction, arguments, to: STDOUT_FILENO, "standard output")
        } else {
            report = try writeFile(extraction, arguments)
        }
        context.messages.note(
            "dumped \(database) as of \(report.transactionTime ?? "the base backup"): "
                + "\(ByteCount.format(UInt64(report.bytes))) in \(Int(report.seconds.rounded(.up))) s"
        )
        guard file != "-" else { return }
        try context.summary { json in
            json.key("file")
            json.string(file)
            json.key("bytes")
            json.number(report.bytes)
            json.key("snapshot_id")
            json.string(report.snapshot?.hex ?? "")
            json.key("last_transaction_time")
            if let time = report.transactionTime { json.string(time) } else { json.null() }
        }
    }

    private func writeFile(_ extraction: ClusterExtraction, _ arguments: [String]) throws -> ClusterExtraction.Report {
        let temporary = "\(file).dr-\(getpid())"
        do {
            let descriptor = try FileDescriptor.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
            let report = try write(extraction, arguments, to: descriptor.raw, temporary)
            try descriptor.synchronize(path: temporary)
            guard rename(temporary, file) == 0 else { throw DRError.system("write", file, errno: clinux_errno()) }
            return report
        } catch {
            unlink(temporary)
            throw error
        }
    }

    private func write(
        _ extraction: ClusterExtraction,
        _ arguments: [String],
        to descriptor: Int32,
        _ name: String
    ) throws -> ClusterExtraction.Report {
        try extraction.run(arguments, database: database) { part in
            var done = 0
            while done < part.count {
                let count = CLinux.write(descriptor, part.baseAddress.map { $0 + done }, part.count - done)
                guard count >= 0 || clinux_errno() == EINTR else {
                    throw DRError.system("write", name, errno: clinux_errno())
                }
                done += max(count, 0)
            }
        }
    }
}
