import DRCore
import DRPolicy
import DRRepository

/// What a list shows of a drill.
package struct DrillSummary: Hashable, Sendable {
    /// The name of the drill.
    package var id = ""
    /// The scenario.
    package var scenario = ""
    /// The environment.
    package var environment = ""
    /// The mode.
    package var mode = ""
    /// When it began.
    package var began = Timestamp(seconds: 0)
    /// How it went.
    package var status = DrillStatus.running.rawValue
    /// The verdict; empty while there is none.
    package var verdict = ""
    /// The achieved recovery time in seconds, as it is written; nil when it was not measured.
    package var recoveryTime: String?
    /// The achieved recovery point in seconds, as it is written; nil when it was not measured.
    package var recoveryPoint: String?

    /// The verdict on the recovery time; nil without an objective.
    package var timeVerdict: ObjectiveVerdict?
    /// The verdict on the recovery point; nil without an objective.
    package var pointVerdict: ObjectiveVerdict?
    /// What has to be looked at.
    package var findings: [DrillFinding] = []
    /// What of it somebody closed since.
    package var closures: [FindingClosure] = []
    /// Why nothing that the drill wrote can be trusted; nil when it is what was written.
    package var damage: String?

    /// A drill of which nothing is known.
    init() {}

    /// Reads what a list shows out of the record of a drill.
    ///
    /// - Throws: `DRError` when it is not a record.
    init(record: [UInt8]) throws {
        try record.withUnsafeBytes { text in
            var reader = JSONReader(text)
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case "id": id = try reader.string().string
                case "scenario": scenario = try reader.string().string
                case "environment": environment = try reader.string().string
                case "mode": mode = try reader.string().string
                case "began": began = try reader.timestamp()
                case "status": status = try reader.string().string
                case "verdict": verdict = try reader.string().string
                case "rto": (recoveryTime, timeVerdict) = try Self.achieved(&reader)
                case "rpo": (recoveryPoint, pointVerdict) = try Self.achieved(&reader)
                case "findings": findings = try DrillFinding.list(&reader)
                default: try reader.skipValue()
                }
            }
        }
    }

    /// A drill whose journal or record is not what was written: what its name tells, which has no verdict and counts nowhere.
    ///
    /// - Parameter environment: what its record says; empty when it cannot be read.
    init(untrusted id: String, environment: String, _ error: DRError) {
        self.id = id
        self.environment = environment
        scenario = DrillStore.scenario(of: id)
        began = DrillStore.began(id) ?? began
        status = error.code == .integrity ? "tampered" : "unreadable"
        damage = error.description
    }

    /// Whether it is a drill of an environment; one of which that is not known may be.
    package func belongs(to environment: String) -> Bool {
        self.environment == environment || damage != nil && self.environment.isEmpty
    }

    private static func achieved(_ reader: inout JSONReader) throws -> (String?, ObjectiveVerdict?) {
        var found: String?
        var verdict: ObjectiveVerdict?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "achieved_seconds":
                let text = String(decoding: try reader.rawValue(), as: UTF8.self)
                found = text == "null" ? nil : text
            case "verdict":
                let text = String(decoding: try reader.rawValue(), as: UTF8.self)
                verdict = ObjectiveVerdict(rawValue: text.replacing("\"", with: ""))
            default: try reader.skipValue()
            }
        }
        return (found, verdict)
    }

    /// The drill as the calendar counts it; nil while it has no verdict.
    package var past: DrillDue.Past? {
        guard let mode = DrillMode(rawValue: mode), let verdict = OverallVerdict(rawValue: verdict) else { return nil }
        return DrillDue.Past(
            scenario: scenario,
            mode: mode,
            began: began,
            isCompleted: status == DrillStatus.completed.rawValue,
            isMeasured: verdict != .notMeasured && verdict != .inconclusive
        )
    }

    /// The drill with what it found; nil while it has no verdict.
    package var registered: FindingRegister.Drill? {
        past.map { FindingRegister.Drill($0, id: id, findings: findings, closures: closures) }
    }

    /// Writes the summary as an object.
    package func write(to json: inout JSONWriter) {
        json.beginObject()
        writeMembers(to: &json)
        json.endObject()
    }

    /// Writes the members of the summary.
    package func writeMembers(to json: inout JSONWriter) {
        json.member("id") { $0.string(id) }
        json.member("scenario") { $0.string(scenario) }
        json.member("environment") { $0.string(environment) }
        json.member("mode") { $0.string(mode) }
        json.member("began") { $0.time(began) }
        json.member("status") { $0.string(status) }
        json.member("verdict") { $0.string(verdict) }
        json.member("rta_seconds") { json in Self.write(recoveryTime, &json) }
        json.member("rpa_seconds") { json in Self.write(recoveryPoint, &json) }
        json.member("damage") { $0.textOrNull(damage) }
    }

    private static func write(_ number: String?, _ json: inout JSONWriter) {
        guard let number else { return json.null() }
        Array(number.utf8).withUnsafeBytes { json.raw($0) }
    }
}
