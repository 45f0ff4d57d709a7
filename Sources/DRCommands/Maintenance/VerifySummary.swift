import DRCore
import DRRepository
import DRStorage

/// Shows what verify found.
struct VerifySummary {
    private let report: VerifyReport

    init(_ report: VerifyReport) {
        self.report = report
    }

    /// Writes the report.
    ///
    /// - Throws: `DRError` (integrity) when something is damaged.
    func show(_ context: CommandContext) throws {
        for damage in report.damages {
            try context.emit("damage", text: text(damage)) { write(damage, to: &$0) }
        }
        for hint in report.hints {
            if context.isJSON {
                try context.output.object("hint") { json in
                    json.key("message")
                    json.string(hint)
                }
            } else {
                context.messages.note("dr: " + Printable.text(hint))
            }
        }
        try context.summary(text) { write(to: &$0) }
        guard !report.isIntact else { return }
        throw DRError(
            .integrity,
            "\(ProgressText.count(UInt64(report.damages.count), "object")) damaged, "
                + "\(ProgressText.count(UInt64(report.harmedSnapshots.count), "snapshot")) harmed",
            object: report.damages.first?.object,
            hint: report.harmedSnapshots.isEmpty
                ? "no snapshot is harmed; look at the disk before it gets worse, then see `dr help repair`"
                : "take what is harmed from an older snapshot or another copy, and look at the disk; "
                    + "`dr help repair` says how to save the rest"
        )
    }

    private func text(_ damage: Damage) -> String {
        var lines = ["damaged: " + damage.object]
        lines += damage.reasons.map { "  " + Printable.text($0) }
        let reasons = damage.reasonCount - damage.reasons.count
        if reasons > 0 { lines.append("  and \(reasons) more") }
        for harm in damage.harm {
            lines.append("  harms snapshot \(harm.snapshot.short):")
            lines += harm.paths.map { "    " + Printable.name($0) }
            let rest = harm.pathCount - harm.paths.count
            if rest > 0 { lines.append("    and \(rest) more") }
        }
        if damage.harm.isEmpty { lines.append("  harms no snapshot") }
        return lines.joined(separator: "\n")
    }

    private func write(_ damage: Damage, to json: inout JSONWriter) {
        json.key("object")
        json.string(damage.object)
        json.key("reasons")
        json.strings(damage.reasons)
        json.key("harm")
        json.beginArray()
        for harm in damage.harm {
            json.beginObject()
            json.key("snapshot")
            json.id(harm.snapshot)
            json.key("paths")
            json.strings(harm.paths.map { String(decoding: $0, as: UTF8.self) })
            json.key("path_count")
            json.number(harm.pathCount)
            json.endObject()
        }
        json.endArray()
    }

    private var text: String {
        let read =
            report.packsRead > 0
            ? "\(count(report.packsRead)) of \(count(report.packs)) packs read, \(ByteCount.format(report.bytesRead))"
            : "none; --read-data reads all of it"
        return """
            snapshots    \(count(report.snapshots))
            directories  \(count(report.trees))
            packs        \(count(report.packs)), \(ByteCount.format(report.packBytes)), \(count(report.blobs)) blobs
            data         \(read)
            \(report.isIntact ? "no damage was found" : "harmed: \(harmed)")
            """
    }

    private var harmed: String {
        report.harmedSnapshots.isEmpty ? "no snapshot" : report.harmedSnapshots.map(\.short).joined(separator: ", ")
    }

    private func count(_ number: Int) -> String { ProgressText.count(UInt64(number)) }

    private func write(to json: inout JSONWriter) {
        json.key("intact")
        json.bool(report.isIntact)
        json.key("harmed_snapshots")
        json.beginArray()
        for id in report.harmedSnapshots { json.id(id) }
        json.endArray()
        json.key("harm_is_partial")
        json.bool(report.isHarmPartial)
        let counts = [
            ("damages", report.damages.count), ("snapshots", report.snapshots), ("indexes", report.indexes),
            ("trees", report.trees), ("packs", report.packs), ("blobs", report.blobs), ("packs_read", report.packsRead),
        ]
        for (name, count) in counts {
            json.key(name)
            json.number(count)
        }
        json.key("pack_bytes")
        json.number(report.packBytes)
        json.key("bytes_read")
        json.number(report.bytesRead)
    }
}
