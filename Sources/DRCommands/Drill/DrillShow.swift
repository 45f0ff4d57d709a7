import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRecovery
import DRRepository

/// `dr drill show`.
struct DrillShow: DrillAccessCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the journal of a drill, after checking that nobody changed it."
    )

    @Argument(help: "The drill, a unique beginning of its name, or latest.")
    var drill = "latest"

    @OptionGroup
    var access: DrillAccessOptions

    func execute(_ context: CommandContext) throws {
        let store = try DrillPlace(installation).store
        let journal = try DrillJournal.read(store.journal(store.find(drill)))
        for record in journal.records {
            let fields = record.fields.sorted { $0.key < $1.key }
            let text = fields.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
            let line = "\(SecondsText.format(record.elapsed))  \(record.kind.rawValue)  \(record.step)  \(text)"
            try context.emit("journal", text: Printable.text(line)) { json in
                json.key("time")
                json.time(record.time)
                json.key("elapsed_milliseconds")
                json.number(Int(record.elapsed / 1_000_000))
                json.key("kind")
                json.string(record.kind.rawValue)
                json.key("step")
                json.string(record.step)
                json.key("fields")
                json.beginObject()
                for (key, value) in fields {
                    json.key(key)
                    json.string(value)
                }
                json.endObject()
            }
        }
        let torn = journal.isTorn ? "; the last line was not written to its end" : ""
        try context.summary("\(journal.records.count) lines, none of them changed\(torn)") { json in
            json.key("lines")
            json.number(journal.records.count)
            json.key("sha256")
            json.string(journal.hash)
            json.key("torn")
            json.bool(journal.isTorn)
        }
    }
}
