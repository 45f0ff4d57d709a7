import ArgumentParser
import DRCore
import DRRepository
import DRStorage

extension RepairCommand {
    /// `dr repair packs`: what is whole in damaged packs, in new ones.
    struct Packs: RepositoryAccessCommand {
        static let configuration = CommandConfiguration(
            commandName: "packs",
            abstract: "Save what is whole in damaged packs, and remove them.",
            usage: "dr repair packs [options] [ID ...]",
            discussion: """
                Without ids every pack is read, as by verify --read-data. Each damaged pack is read twice before it counts as \
                such. Its whole blobs go to new packs, then it is deleted: keep a copy of it if you want to examine it.
                """
        )

        @OptionGroup
        var access: RepositoryAccessOptions

        @Flag(name: [.customShort("n"), .long], help: "Only tell which packs are damaged, and what would be saved.")
        var dryRun = false

        @Argument(help: "Packs to look at, as verify names them; a unique start of the id is enough.")
        var ids: [String] = []

        func execute(_ context: CommandContext) throws {
            let opened = try context.open(repository)
            let report = try context.withLock(opened, repository, .exclusive) { lock in
                let packs = try ids.isEmpty ? nil : ids.map { try ObjectLookup.resolve($0, .pack, in: opened.backend) }
                let repair = PackRepair(opened, cancellation: context.cancellation)
                return try ProgressDisplay.show("repair", context.messages) { [progress = repair.progress] in
                    ProgressSample(progress, noun: "packs")
                } while: {
                    try repair.run(packs, lock, isDryRun: dryRun)
                }
            }
            for pack in report.packs {
                try context.emit("pack", text: text(pack)) { write(pack, to: &$0) }
            }
            try context.summary(text(report)) { write(report, to: &$0) }
            guard report.lostBlobs > 0 else { return }
            context.messages.note(
                "dr: back up again, which stores anew what the sources still have; then `dr repair snapshots` takes out "
                    + "of the snapshots what is lost"
            )
        }

        private func text(_ pack: PackRepairReport.Pack) -> String {
            let verb = dryRun ? "would save" : "saved"
            let blobs = ProgressText.count(UInt64(pack.savedBlobs), "blob")
            let reasons = pack.reasons.map { "\n  " + Printable.text($0) }.joined()
            return "damaged: pack \(pack.id.hex)\(reasons)\n  \(verb) \(blobs), \(pack.damagedBlobs) cannot be read"
        }

        private func text(_ report: PackRepairReport) -> String {
            let examined = ProgressText.count(UInt64(report.examinedPacks), "pack")
            guard !report.packs.isEmpty else { return "\(examined) read, none is damaged" }
            let verb = report.isDryRun ? "would be replaced" : "replaced"
            let lost = ProgressText.count(UInt64(report.lostBlobs), "blob")
            return "\(examined) read, \(report.packs.count) damaged and \(verb), \(lost) lost"
        }

        private func write(_ pack: PackRepairReport.Pack, to json: inout JSONWriter) {
            json.key("id")
            json.id(pack.id)
            json.key("reasons")
            json.strings(pack.reasons)
            json.key("saved_blobs")
            json.number(pack.savedBlobs)
            json.key("damaged_blobs")
            json.number(pack.damagedBlobs)
        }

        private func write(_ report: PackRepairReport, to json: inout JSONWriter) {
            json.key("dry_run")
            json.bool(report.isDryRun)
            let counts = [
                ("examined_packs", report.examinedPacks), ("damaged_packs", report.packs.count),
                ("lost_blobs", report.lostBlobs), ("indexes_written", report.indexesWritten),
                ("indexes_removed", report.indexesRemoved),
            ]
            for (name, count) in counts {
                json.key(name)
                json.number(count)
            }
        }
    }
}
