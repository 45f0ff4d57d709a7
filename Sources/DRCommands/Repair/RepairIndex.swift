import ArgumentParser
import DRCore
import DRRepository
import DRStorage

extension RepairCommand {
    /// `dr repair index`: indexes as the packs ask for them.
    struct Index: RepositoryAccessCommand {
        static let configuration = CommandConfiguration(
            commandName: "index",
            abstract: "Make the indexes anew from the packs that are there.",
            usage: "dr repair index [options]",
            discussion: """
                Indexes that cannot be read are replaced, packs that no index lists are added from their own headers, \
                packs that are gone leave the index. Data is neither read nor changed.
                """
        )

        @OptionGroup
        var access: RepositoryAccessOptions

        @Flag(help: "Read the header of every pack, also where the index agrees with its size.")
        var readAllPacks = false

        @Flag(name: [.customShort("n"), .long], help: "Only tell what would be changed.")
        var dryRun = false

        func execute(_ context: CommandContext) throws {
            let opened = try context.open(repository)
            let report = try context.withLock(opened, repository, .exclusive) { lock in
                let repair = IndexRepair(opened, readsAllPacks: readAllPacks, cancellation: context.cancellation)
                return try ProgressDisplay.show("repair", context.messages) { [progress = repair.progress] in
                    ProgressSample(progress, noun: "packs")
                } while: {
                    try repair.run(lock, isDryRun: dryRun)
                }
            }
            for (pack, reason) in report.unreadablePacks {
                context.messages.warning(
                    reason,
                    object: ObjectName(.pack, pack).description,
                    next: "`dr repair packs` saves what an index knows of it"
                )
            }
            try context.summary(text(report)) { write(report, to: &$0) }
        }

        private func text(_ report: IndexRepairReport) -> String {
            let rows = [
                ("indexes unreadable", report.damagedIndexes.count), ("packs gone", report.missingPacks.count),
                ("packs added", report.addedPacks.count), ("packs corrected", report.correctedPacks.count),
                ("packs listed twice", report.repeatedPacks), ("headers unreadable", report.unreadablePacks.count),
            ]
            var table = Table([("", .left), ("count", .right)])
            for (name, count) in rows { table.add([name, ProgressText.count(UInt64(count))]) }
            let packs = ProgressText.count(UInt64(report.packs), "pack")
            let end =
                report.isClean
                ? "the index is right; nothing was changed"
                : report.isDryRun
                    ? "would write the index of \(packs) anew"
                    : "wrote the index of \(packs) anew; `dr verify` shows what is left to do"
            return table.lines.joined(separator: "\n") + "\n" + end
        }

        private func write(_ report: IndexRepairReport, to json: inout JSONWriter) {
            json.key("dry_run")
            json.bool(report.isDryRun)
            json.key("changed")
            json.bool(!report.isClean && !report.isDryRun)
            let lists: [(String, [ObjectID])] = [
                ("damaged_indexes", report.damagedIndexes), ("missing_packs", report.missingPacks),
                ("added_packs", report.addedPacks), ("corrected_packs", report.correctedPacks),
                ("unreadable_packs", report.unreadablePacks.map(\.id)),
            ]
            for (name, ids) in lists {
                json.key(name)
                json.beginArray()
                for id in ids { json.id(id) }
                json.endArray()
            }
            let counts = [
                ("repeated_packs", report.repeatedPacks), ("packs", report.packs),
                ("indexes_written", report.indexesWritten), ("indexes_removed", report.indexesRemoved),
            ]
            for (name, count) in counts {
                json.key(name)
                json.number(count)
            }
        }
    }
}
