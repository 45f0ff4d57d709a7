import DRCore
import DRPolicy
import DRRepository

extension DrillRecord {
    /// The record as an object of JSON on one line; times in seconds, every member always there.
    func json() -> [UInt8] {
        let buffer = ByteBuffer()
        JSONLine.append(to: buffer) { json in
            writeHead(&json)
            writeVerdict(&json)
            writeMeasures(&json)
            writeSteps(&json)
            writeRest(&json)
        }
        return buffer.array
    }

    private func writeHead(_ json: inout JSONWriter) {
        json.member("schema_version") { $0.number(Self.schema) }
        json.member("id") { $0.string(id) }
        json.member("scenario") { $0.string(scenario.name) }
        json.member("title") { $0.string(scenario.title) }
        json.member("scenario_sha256") { $0.string(scenarioDigest) }
        json.member("service") { $0.string(scenario.service) }
        json.member("environment") { $0.string(environment) }
        json.member("mode") { $0.string(mode.rawValue) }
        json.member("user") { $0.string(user) }
        json.member("host") { $0.string(host) }
        json.member("version") { $0.string(version) }
        json.member("began") { $0.time(began) }
        json.member("ended") { $0.time(ended) }
        json.member("status") { $0.string(facts.status.rawValue) }
        json.member("status_reason") { $0.textOrNull(reason) }
        json.member("resumed") { $0.bool(facts.wasResumed) }
    }

    private func writeVerdict(_ json: inout JSONWriter) {
        json.member("verdict") { $0.string(verdict.overall.rawValue) }
        json.member("reasons") { $0.strings(verdict.reasons) }
        json.member("rto") { json in
            json.beginObject()
            json.member("target_seconds") { $0.seconds(facts.objectives.rto?.nanoseconds) }
            json.member("clock") { $0.string(facts.objectives.clock.rawValue) }
            json.member("achieved_seconds") { $0.seconds(recoveryTime) }
            json.member("verdict") { $0.textOrNull(verdict.rto?.rawValue) }
            json.endObject()
        }
        json.member("rpo") { json in
            json.beginObject()
            json.member("target_seconds") { $0.seconds(facts.objectives.rpo?.nanoseconds) }
            json.member("recovery_point") { $0.string(facts.objectives.recoveryPoint.rawValue) }
            json.member("achieved_seconds") { $0.seconds(recoveryPoint?.nanoseconds) }
            json.member("is_lower_bound") { $0.bool(recoveryPoint?.isLowerBound ?? false) }
            json.member("resolution_seconds") { $0.seconds(recoveryPoint?.resolution) }
            json.member("designed_seconds") { $0.seconds(facts.designedLoss?.nanoseconds) }
            json.member("designed_reason") { $0.string(designedReason) }
            json.member("verdict") { $0.textOrNull(verdict.rpo?.rawValue) }
            json.endObject()
        }
        json.member("fault_took_effect") { $0.truthOrNull(facts.faultTookEffect) }
        json.member("validated") { $0.truthOrNull(facts.isValidated) }
        json.member("restored") { $0.truthOrNull(facts.isRestored) }
        json.member("clean") { $0.truthOrNull(facts.isClean) }
    }

    private func writeMeasures(_ json: inout JSONWriter) {
        json.member("timeline") { json in
            json.beginObject()
            for (name, at) in facts.timeline.moments { json.member(name) { $0.seconds(at) } }
            json.endObject()
        }
        json.member("breakdown") { json in
            json.beginObject()
            let parts = facts.timeline.breakdown
            for phase in RecoveryPhase.allCases {
                json.member(phase.rawValue) { $0.seconds(parts.first { $0.phase == phase }?.nanoseconds) }
            }
            json.endObject()
        }
        json.member("sentinels") { json in
            json.beginArray()
            for (name, tally) in tallies.sorted(by: { $0.key < $1.key }) { Self.write(name, tally, &json) }
            json.endArray()
        }
        json.member("single_writer") { json in
            json.beginObject()
            json.member("looks") { $0.numberOrNull(facts.writerRounds) }
            json.member("violations") { $0.number(facts.writerViolations) }
            json.endObject()
        }
    }

    private static func write(_ name: String, _ tally: SentinelTally, _ json: inout JSONWriter) {
        json.beginObject()
        json.member("name") { $0.string(name) }
        json.member("attempted") { $0.number(tally.attempted) }
        json.member("acknowledged") { $0.number(tally.ok) }
        json.member("failed") { $0.number(tally.failed) }
        json.member("indeterminate") { $0.number(tally.indeterminate) }
        json.member("present") { $0.number(tally.present) }
        let lists: [(String, [SentinelKey])] = [
            ("lost", tally.lost), ("unexpected", tally.unexpected), ("duplicates", tally.duplicates),
            ("recovered", tally.recovered), ("holes", tally.holes),
        ]
        for (name, keys) in lists {
            json.member(name) { $0.number(keys.count) }
            // The first ones show where to look; the log holds all of them.
            json.member(name + "_first") { $0.strings(keys.prefix(10).map(\.description)) }
        }
        json.endObject()
    }

    private func writeSteps(_ json: inout JSONWriter) {
        json.member("steps") { json in
            json.beginArray()
            for step in steps {
                json.beginObject()
                json.member("block") { $0.string(step.block) }
                json.member("name") { $0.string(step.name) }
                json.member("action") { $0.string(step.action) }
                json.member("realism") { $0.textOrNull(step.realism?.rawValue) }
                json.member("phase") { $0.textOrNull(step.phase?.rawValue) }
                json.member("state") { $0.string(step.state.rawValue) }
                json.member("attempts") { $0.number(step.attempts) }
                json.member("began") { $0.seconds(step.began) }
                json.member("seconds") { $0.seconds(step.ended - step.began) }
                json.member("detail") { $0.string(step.detail) }
                json.member("output") { $0.string(step.output) }
                json.endObject()
            }
            json.endArray()
        }
    }

    private func writeRest(_ json: inout JSONWriter) {
        json.member("rollback_failures") { $0.strings(reverseFailures) }
        json.member("communications") { $0.strings(told) }
        json.member("simulated") { $0.strings(simulated) }
        json.member("findings") { json in
            json.beginArray()
            for finding in findings { finding.write(to: &json) }
            json.endArray()
        }
        json.member("earlier") { json in
            json.beginArray()
            for drill in earlier { drill.write(to: &json) }
            json.endArray()
        }
        json.member("comparison") { DrillComparison(self).write(to: &$0) }
        json.member("journal_sha256") { $0.string(journalHash) }
    }
}

extension JSONWriter {
    /// Writes a key and its value.
    mutating func member(_ name: String, _ value: (inout JSONWriter) -> Void) {
        key(name)
        value(&self)
    }

    /// Writes nanoseconds as seconds with three digits; `null` for nil.
    mutating func seconds(_ nanoseconds: Int64?) {
        guard let nanoseconds else { return null() }
        let text = SecondsText.format(nanoseconds).dropLast(2)
        Array(text.utf8).withUnsafeBytes { raw($0) }
    }

    /// Writes a text; `null` for nil.
    mutating func textOrNull(_ text: String?) {
        if let text { string(text) } else { null() }
    }

    /// Writes `true` or `false`; `null` for nil.
    mutating func truthOrNull(_ truth: Bool?) {
        if let truth { bool(truth) } else { null() }
    }

    /// Writes a whole number; `null` for nil.
    mutating func numberOrNull(_ value: Int?) {
        if let value { number(value) } else { null() }
    }
}
