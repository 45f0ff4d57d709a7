import ArgumentParser
import DRCore
import DRRepository

/// `dr snapshots`: lists the snapshots.
struct SnapshotsCommand: SnapshotChoiceCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshots",
        abstract: "List the snapshots, oldest first.",
        usage: "dr snapshots [options] [SNAPSHOT ...]",
        discussion: """
            A snapshot answers to its name, to a unique start of its id, and the newest to "latest". Names are in UTC, \
            the times shown are those of this machine's zone.
            """
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

    @Option(help: ArgumentHelp("Only the newest so many.", valueName: "n"))
    var latest: Int?

    @Argument(help: "Only these snapshots.")
    var snapshots: [String] = []

    func validate() throws {
        if let latest, latest < 1 { throw ValidationError("--latest wants a number from 1.") }
    }

    func execute(_ context: CommandContext) throws {
        let damaged = DamageList(context.messages)
        let all = try context.withRepository(repository, lock: reading.lock) { opened in
            try opened.snapshots { damaged.add($0, $1) }
        }
        let names = SnapshotName.texts(of: all)
        let wanted = try snapshots.map {
            try SnapshotSelection.resolve($0, in: all, matching: context.filter(choice)).id
        }
        var rows = zip(all, names).filter { snapshot, _ in
            context.filter(choice).matches(snapshot) && (wanted.isEmpty || wanted.contains(snapshot.id))
        }
        if let latest { rows = rows.suffix(latest) }

        if context.isJSON {
            for (snapshot, name) in rows {
                try context.output.object("snapshot") { SnapshotListing.write(snapshot, name: name, to: &$0) }
            }
        } else if !rows.isEmpty {
            for line in SnapshotListing.table(rows).lines { try context.output.line(checked: line) }
        }
        try context.summary("\(rows.count) snapshot\(rows.count == 1 ? "" : "s")") { json in
            json.key("snapshots")
            json.number(rows.count)
            json.key("damaged")
            json.number(damaged.count)
        }
        if damaged.count > 0 { context.outcome = .integrity }
    }
}
