import ArgumentParser
import DRCore
import DRRepository
import DRStorage

extension RepairCommand {
    /// `dr repair snapshots`: snapshots without what is lost.
    struct Snapshots: SnapshotChoiceCommand, RepositoryAccessCommand {
        static let configuration = CommandConfiguration(
            commandName: "snapshots",
            abstract: "Make snapshots again of those that lost something, without it.",
            usage: "dr repair snapshots [options] [SNAPSHOT ...]",
            discussion: """
                Files keep the parts that are left, in order, and directories that cannot be read become empty; each is \
                named. The new snapshot has the tag "repaired". What lies in damaged packs counts as there until \
                `dr repair packs` has looked at them.
                """
        )

        @OptionGroup
        var access: RepositoryAccessOptions

        @OptionGroup(title: "Choice of snapshots")
        var choice: SnapshotFilterOptions

        @Flag(help: "Remove the damaged snapshots, also those of which nothing is left.")
        var forget = false

        @Flag(name: [.customShort("n"), .long], help: "Only tell what would be lost.")
        var dryRun = false

        @Argument(help: "Snapshots to look at; all when none is named.")
        var snapshots: [String] = []

        func execute(_ context: CommandContext) throws {
            let opened = try context.open(repository)
            // Exclusive, as a backup at the same time would build on a snapshot that is going.
            let (examined, repaired) = try context.withLock(opened, repository, .exclusive) { lock in
                let damaged = DamageList(context.messages)
                let all = try opened.snapshots { damaged.add($0, $1) }
                try opened.loadIndex()
                let filter = context.filter(choice)
                let chosen =
                    snapshots.isEmpty
                    ? all.filter(filter.matches)
                    : try snapshots.map { try SnapshotSelection.resolve($0, in: all, matching: filter) }
                let repair = SnapshotRepair(opened, cancellation: context.cancellation)
                let repaired = try ProgressDisplay.show("repair", context.messages) { [progress = repair.progress] in
                    ProgressSample(progress, noun: "snapshots")
                } while: {
                    try repair.run(chosen, lock, forgets: forget, isDryRun: dryRun)
                }
                return (chosen.count, repaired)
            }
            for snapshot in repaired {
                try context.emit("snapshot", text: text(snapshot)) { write(snapshot, to: &$0) }
            }
            try context.summary(summary(examined, repaired)) { json in
                json.key("dry_run")
                json.bool(dryRun)
                json.key("examined_snapshots")
                json.number(examined)
                json.key("damaged_snapshots")
                json.number(repaired.count)
            }
        }

        private func text(_ snapshot: RepairedSnapshot) -> String {
            var lines = ["snapshot \(snapshot.id.short):"]
            if snapshot.isLost { lines.append("  its root directory cannot be read; nothing is left") }
            lines += snapshot.losses.map { "  " + Printable.name($0) }
            let rest = snapshot.lossCount - snapshot.losses.count
            if rest > 0 { lines.append("  and \(rest) more") }
            if let successor = snapshot.successor { lines.append("  repaired as \(successor.short)") }
            if snapshot.isForgotten { lines.append("  removed") }
            return lines.joined(separator: "\n")
        }

        private func summary(_ examined: Int, _ repaired: [RepairedSnapshot]) -> String {
            let snapshots = ProgressText.count(UInt64(examined), "snapshot")
            if repaired.isEmpty { return "\(snapshots) looked at, none lost anything" }
            return "\(snapshots) looked at, \(repaired.count) lost something"
                + (dryRun ? "; nothing was changed" : "")
        }

        private func write(_ snapshot: RepairedSnapshot, to json: inout JSONWriter) {
            json.key("id")
            json.id(snapshot.id)
            if let successor = snapshot.successor {
                json.key("successor")
                json.id(successor)
            }
            json.key("lost")
            json.bool(snapshot.isLost)
            json.key("forgotten")
            json.bool(snapshot.isForgotten)
            json.key("paths")
            json.strings(snapshot.losses.map { String(decoding: $0, as: UTF8.self) })
            json.key("path_count")
            json.number(snapshot.lossCount)
        }
    }
}
