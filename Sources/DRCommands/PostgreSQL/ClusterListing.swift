import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRWorkloads

/// A cluster and what of it can be recovered, as text and as JSON.
struct ClusterListing {
    private let sight: ClusterLook.Sight
    private let findings: [StatusFinding]

    private var facts: ClusterFacts { sight.facts }

    init(_ sight: ClusterLook.Sight, _ findings: [StatusFinding]) {
        self.sight = sight
        self.findings = findings
    }

    /// The lines for people.
    var text: String {
        var table = Table([("", .left), ("", .left)])
        table.add(["cluster", facts.cluster.map { String($0) } ?? "unknown"])
        for (place, range) in (sight.window?.ranges ?? []).enumerated() {
            let span = "\(LocalTime.text(range.lowerBound)) to \(LocalTime.text(range.upperBound))"
            table.add([place == 0 ? "reachable" : "", span])
        }
        if sight.window?.ranges.isEmpty ?? true { table.add(["reachable", "nothing yet"]) }
        table.add(["bases", basesText])
        for (place, line) in sight.timelines.enumerated() {
            let text = "timeline \(line.timeline) up to \(line.segment), written \(LocalTime.text(line.modified))"
            table.add([place == 0 ? "log" : "", text])
        }
        for gap in sight.window?.gaps ?? [] { table.add(["gap", gap.text]) }
        if let lag = facts.lag {
            let bytes = ByteCount.format(UInt64(max(facts.lagBytes ?? 0, 0)))
            let span = DurationText.short(.seconds(Int64(max(lag, 1))))
            table.add(["behind", lag > 0 ? "\(span), \(bytes)" : "nothing: the repository has all"])
        }
        if let waiting = facts.waiting { table.add(["waiting", "\(waiting) files"]) }
        if let slot = facts.slot {
            let kept = ByteCount.format(UInt64(max(slot.retained, 0)))
            table.add(["slot", "\(slot.name): \(slot.state ?? "not there"), \(kept) kept by the server"])
        }
        let remarks = findings.flatMap { finding in
            ["\(finding.verdict.rawValue)  \(finding.message)"] + (finding.hint.map { ["  next: " + $0] } ?? [])
        }
        let head = "\(facts.plan): \(findings.verdict.rawValue)"
        return ([head] + table.lines.filter { !$0.allSatisfy(\.isWhitespace) } + remarks)
            .map(Printable.text).joined(separator: "\n")
    }

    private var basesText: String {
        guard let window = sight.window else { return "unknown" }
        let usable = window.bases.count - window.unusable.count
        return window.unusable.isEmpty
            ? "\(usable)" : "\(usable) usable, \(window.unusable.count) without their log"
    }

    /// The members for programs.
    func write(to json: inout JSONWriter) {
        json.key("plan")
        json.string(facts.plan)
        json.key("verdict")
        json.string(findings.verdict.rawValue)
        put("cluster", facts.cluster.map { String($0) }, &json)
        json.key("time")
        json.time(facts.time)
        json.key("reachable")
        json.beginArray()
        for range in sight.window?.ranges ?? [] {
            json.beginObject()
            json.key("from")
            json.time(range.lowerBound)
            json.key("to")
            json.time(range.upperBound)
            json.endObject()
        }
        json.endArray()
        json.key("gaps")
        json.beginArray()
        for gap in sight.window?.gaps ?? [] {
            json.beginObject()
            put("first", gap.first.name, &json)
            put("last", gap.last.name, &json)
            put("count", Int64(clamping: gap.count), &json)
            json.endObject()
        }
        json.endArray()
        put("bases", facts.bases, &json)
        put("unusable_bases", sight.window.map { Int64($0.unusable.count) }, &json)
        json.key("lag_seconds")
        if let lag = facts.lag { json.number(UInt64(max(lag, 0).rounded(.up))) } else { json.null() }
        put("lag_bytes", facts.lagBytes, &json)
        put("waiting_files", facts.waiting, &json)
        json.key("archiving_failing")
        json.bool(facts.isArchivingFailing)
        if let slot = facts.slot {
            put("slot", slot.name, &json)
            put("slot_state", slot.state, &json)
            put("slot_retained_bytes", slot.retained, &json)
        }
        json.key("findings")
        json.beginArray()
        for finding in findings {
            json.beginObject()
            put("verdict", finding.verdict.rawValue, &json)
            put("message", finding.message, &json)
            put("hint", finding.hint, &json)
            json.endObject()
        }
        json.endArray()
    }

    private func put(_ key: StaticString, _ value: String?, _ json: inout JSONWriter) {
        json.key(key)
        if let value { json.string(value) } else { json.null() }
    }

    private func put(_ key: StaticString, _ value: Int64?, _ json: inout JSONWriter) {
        json.key(key)
        if let value { json.number(Int(value)) } else { json.null() }
    }
}
