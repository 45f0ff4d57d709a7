import ArgumentParser
import DRCore
import DRRepository
import DRStorage
import DRWorkloads

/// `dr diff`: what changed between two snapshots.
struct DiffCommand: RepositoryCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what changed between two snapshots.",
        usage: "dr diff [options] OLD NEW",
        discussion: """
            + added, - removed, M other content, T other kind of entry, U other mode, owner, time or attributes (with \
            --metadata), M? other content though size and time are the same: look whether the disk is failing.
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

    @Flag(help: "Show entries too whose mode, owner, times or attributes alone changed.")
    var metadata = false

    @Argument(help: "The older snapshot, or SNAPSHOT:PATH.")
    var old: String

    @Argument(help: "The newer snapshot, or SNAPSHOT:PATH.")
    var new: String

    func execute(_ context: CommandContext) throws {
        try context.withRepository(repository, lock: reading.lock) { opened in
            let codec = try opened.makeCodec()
            try opened.loadIndex()
            let before = try SnapshotPath(old).resolve(in: opened, codec)
            let after = try SnapshotPath(new).resolve(in: opened, codec)
            let isPlan = before.path.isEmpty && after.path.isEmpty && after.snapshot.carriesRecords
            let comparison = TreeComparison(
                opened,
                codec,
                reportsMetadata: metadata,
                leavingOut: isPlan ? Array(RecordFile.folder.utf8) : nil
            ) { change, path, node in
                try context.cancellation.check()
                let mark = Self.mark(change)
                let slash = node.kind == .directory ? "/" : ""
                try context.emit("change", text: pad(mark) + Printable.name(path) + slash) { json in
                    json.key("modifier")
                    json.string(mark)
                    NodeListing.writePath(path, to: &json)
                    json.key("type")
                    json.string("\(node.kind.typeName)")
                }
            }
            let difference = try comparison.compare(before.directory(), after.directory())
            try context.summary(Self.text(difference)) { json in
                Self.write("source", before.snapshot, &json)
                Self.write("target", after.snapshot, &json)
                difference.write(to: &json)
            }
        }
    }

    private static func write(_ key: String, _ snapshot: Snapshot, _ json: inout JSONWriter) {
        guard let id = snapshot.id else { return }
        json.key(key)
        json.id(id)
    }

    private func pad(_ mark: String) -> String { mark + String(repeating: " ", count: 5 - mark.count) }

    private static func mark(_ change: TreeComparison.Change) -> String {
        switch change {
        case .added: "+"
        case .removed: "-"
        case .content(let unannounced): unannounced ? "M?" : "M"
        case .metadata: "U"
        case .kind: "T"
        }
    }

    private static func text(_ difference: TreeDifference) -> String {
        var table = Table([("", .left), ("added", .right), ("removed", .right), ("changed", .right)])
        func row(_ name: String, _ added: UInt64, _ removed: UInt64, _ changed: String = "") {
            table.add([name, ProgressText.count(added), ProgressText.count(removed), changed])
        }
        row(
            "files",
            difference.added.files,
            difference.removed.files,
            ProgressText.count(difference.changedFiles)
        )
        row("directories", difference.added.directories, difference.removed.directories)
        row("others", difference.added.others, difference.removed.others)
        row("data blobs", UInt64(difference.addedData.count), UInt64(difference.removedData.count))
        row("tree blobs", UInt64(difference.addedTrees.count), UInt64(difference.removedTrees.count))
        table.add([
            "bytes",
            ByteCount.format(difference.addedData.bytes + difference.addedTrees.bytes),
            ByteCount.format(difference.removedData.bytes + difference.removedTrees.bytes),
            "",
        ])
        return "\n" + table.lines.joined(separator: "\n")
    }
}
