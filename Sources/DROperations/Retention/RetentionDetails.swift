import DRCore
import DRPolicy
import DRRepository

/// What the catalog keeps of an application of a policy, as evidence.
struct RetentionDetails {
    private let outcome: PlanRetention.Outcome
    private let overrides: Set<RetentionRule>
    private let reason: String?

    /// So many snapshots are named one by one; the rest is counted.
    private static let namedLimit = 1000

    init(_ outcome: PlanRetention.Outcome, overrides: Set<RetentionRule>, reason: String?) {
        self.outcome = outcome
        self.overrides = overrides
        self.reason = reason
    }

    /// A JSON object.
    var json: String {
        let buffer = ByteBuffer()
        var json = JSONWriter(buffer)
        json.beginObject()
        json.key("kept")
        json.number(outcome.decision.keptCount)
        json.key("removed_count")
        json.number(outcome.removed.count)
        json.key("removed")
        json.strings(Array(outcome.removed.prefix(Self.namedLimit)))
        json.key("withheld")
        json.number(outcome.decision.withheld.count)
        if !overrides.isEmpty {
            json.key("overrides")
            json.strings(overrides.map(\.rawValue).sorted())
        }
        if let reason {
            json.key("reason")
            json.string(reason)
        }
        json.key("objections")
        json.beginArray()
        for objection in outcome.decision.groups.flatMap(\.objections) {
            json.beginObject()
            json.key("rule")
            json.string(objection.rule.rawValue)
            json.key("message")
            json.string(objection.message)
            json.key("overridden")
            json.bool(objection.isOverridden)
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return String(decoding: buffer.array, as: UTF8.self)
    }
}
