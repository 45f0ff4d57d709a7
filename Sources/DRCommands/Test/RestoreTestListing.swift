import DRCore
import DROperations
import DRPolicy
import DRRepository

/// How a restore that was tried is shown.
struct RestoreTestListing {
    private let run: RunRecord
    private let test: RestoreTest?
    private let time: RestoreTime

    init(_ run: RunRecord, _ test: RestoreTest?, _ time: RestoreTime) {
        self.run = run
        self.test = test
        self.time = time
    }

    /// Shows it.
    func show(_ context: CommandContext) throws {
        try context.emit("restore_test", text: text) { json in
            json.key("plan")
            json.string(run.plan)
            json.key("outcome")
            json.string(run.outcome.rawValue)
            if let test { write(test, to: &json) }
            if let seconds = time.seconds {
                json.key("estimated_seconds")
                json.number(Int(seconds.rounded(.up)))
            }
            if let rto = time.rto {
                json.key("rto_seconds")
                json.number(Int(rto.components.seconds))
            }
            if let isMet = time.isMet {
                json.key("meets_rto")
                json.bool(isMet)
            }
            if let error = run.error {
                json.key("error")
                json.string(error.description)
            }
        }
    }

    private func write(_ test: RestoreTest, to json: inout JSONWriter) {
        json.key("scope")
        json.string(test.scope.rawValue)
        json.key("snapshot")
        json.string(test.snapshot)
        test.writeFigures(to: &json)
        json.key("plan_bytes")
        json.number(Int(test.planBytes))
    }

    private var text: String {
        guard let test else { return "\(run.plan): \(run.outcome.rawValue)" }
        let speed = test.bytesPerSecond.map { ", \(Self.size(Int64($0)))/s" } ?? ""
        let what = test.scope == .whole ? "everything of" : "a sample of"
        return """
            \(run.plan): restored \(what) snapshot \(test.snapshot.prefix(8)): \(test.files) files, \
            \(Self.size(test.bytes)) in \(Self.seconds(test.seconds)) s\(speed); \
            \(test.mismatches == 0 ? "all as they should be" : "\(test.mismatches) mismatches")
              \(objective)
            """
    }

    private var objective: String {
        let rto = time.rto.map { "the RTO is \(DurationText.format($0))" } ?? "the plan has no RTO"
        guard let seconds = time.seconds else {
            return "how long a restore of everything takes was not measured yet (--whole); \(rto)"
        }
        let verdict = time.isMet.map { $0 ? ": kept" : ": missed" } ?? ""
        return "a restore of everything takes about \(Self.seconds(seconds)) s; \(rto)\(verdict)"
    }

    private static func size(_ bytes: Int64) -> String { ByteCount.format(UInt64(max(bytes, 0))) }

    /// With one digit after the point.
    private static func seconds(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
