import DRCore
import DRPolicy
import DRRepository

/// The status for programs: a line for each plan, repository and alert, and the verdict last.
struct StatusJSON {
    private let status: EnvironmentStatus

    init(_ status: EnvironmentStatus) {
        self.status = status
    }

    /// Writes the lines.
    func write(_ context: CommandContext) throws {
        for plan in status.plans { try context.output.object("plan") { write(plan, to: &$0) } }
        for repository in status.repositories {
            try context.output.object("repository") { write(repository, to: &$0) }
        }
        for alert in status.alerts { try context.output.object("alert") { write(alert, to: &$0) } }
        try context.summary { json in
            json.key("environment")
            json.string(status.environment)
            json.key("time")
            json.time(status.time)
            json.key("verdict")
            json.string(status.verdict.rawValue)
            write(status.findings, to: &json)
        }
    }

    private func write(_ plan: PlanStatus, to json: inout JSONWriter) {
        let facts = plan.facts
        json.key("plan")
        json.string(facts.name)
        json.key("enabled")
        json.bool(facts.isEnabled)
        json.key("repository")
        json.string(facts.repository)
        json.key("verdict")
        if let verdict = plan.verdict { json.string(verdict.rawValue) } else { json.null() }
        seconds("rpo_seconds", facts.objectives.rpo, &json)
        seconds("rto_seconds", facts.objectives.rto, &json)
        json.key("age_seconds")
        number(plan.age, &json)
        json.key("restore_seconds")
        number(plan.restoreTime?.seconds, &json)
        json.key("restore_measured")
        json.bool(plan.restoreTime?.isMeasured ?? false)
        json.key("failures")
        json.number(facts.failures)
        run("last_good", facts.lastGood, &json)
        run("last_run", facts.lastEnded, &json)
        run("running", facts.running, &json)
        json.key("restore_test")
        if let test = facts.restoreTest { write(test, to: &json) } else { json.null() }
        json.key("next")
        json.beginArray()
        for next in plan.upcoming {
            json.beginObject()
            json.key("kind")
            json.string(next.kind.rawValue)
            json.key("time")
            json.time(next.due)
            json.endObject()
        }
        json.endArray()
        if let cluster = facts.cluster { write(cluster, to: &json) }
        write(plan.findings, to: &json)
    }

    private func write(_ cluster: ClusterFacts, to json: inout JSONWriter) {
        json.key("log")
        json.beginObject()
        json.key("time")
        json.time(cluster.time)
        json.key("lag_seconds")
        number(cluster.lag, &json)
        for (name, value) in [
            ("lag_bytes", cluster.lagBytes), ("waiting_files", cluster.waiting), ("gaps", cluster.gaps),
            ("bases", cluster.bases),
        ] {
            json.key(name)
            number(value.map(Double.init), &json)
        }
        for (name, time) in [("reachable_from", cluster.reachableFrom), ("reachable_to", cluster.reachableTo)] {
            json.key(name)
            if let time { json.time(time) } else { json.null() }
        }
        json.endObject()
    }

    private func write(_ test: RestoreTestFact, to json: inout JSONWriter) {
        json.beginObject()
        json.key("time")
        json.time(test.time)
        json.key("whole")
        json.bool(test.isWhole)
        json.key("bytes")
        json.number(Int(test.bytes))
        json.key("mismatches")
        json.number(Int(test.mismatches))
        json.key("seconds")
        number(test.seconds, &json)
        json.key("bytes_per_second")
        number(test.speed, &json)
        json.endObject()
    }

    private func write(_ repository: RepositoryStatus, to json: inout JSONWriter) {
        let facts = repository.facts
        json.key("repository")
        json.string(facts.name)
        json.key("verdict")
        json.string(repository.verdict.rawValue)
        if let sample = facts.sample {
            json.key("sampled")
            json.time(sample.time)
            json.key("bytes")
            json.number(Int(sample.bytes))
            json.key("snapshots")
            json.number(Int(sample.snapshots))
            json.key("locks")
            json.number(Int(sample.locks))
        }
        json.key("growth_bytes_per_day")
        number(repository.growth, &json)
        run("last_verify", facts.lastVerify, &json)
        run("last_good_verify", facts.lastGoodVerify, &json)
        write(repository.findings, to: &json)
    }

    private func write(_ alert: AlertFact, to json: inout JSONWriter) {
        json.key("severity")
        json.string(alert.severity)
        json.key("message")
        json.string(alert.message)
        json.key("opened")
        json.time(alert.opened)
        json.key("acknowledged")
        json.bool(alert.isAcknowledged)
    }

    private func write(_ findings: [StatusFinding], to json: inout JSONWriter) {
        json.key("findings")
        json.beginArray()
        for finding in findings {
            json.beginObject()
            json.key("verdict")
            json.string(finding.verdict.rawValue)
            json.key("message")
            json.string(finding.message)
            if let hint = finding.hint {
                json.key("hint")
                json.string(hint)
            }
            json.endObject()
        }
        json.endArray()
    }

    private func run(_ key: StaticString, _ run: RunFact?, _ json: inout JSONWriter) {
        json.key(key)
        guard let run else { return json.null() }
        json.beginObject()
        json.key("kind")
        json.string(run.kind.rawValue)
        json.key("started")
        json.time(run.started)
        json.key("result")
        json.string("\(run.result)")
        if let ended = run.ended {
            json.key("ended")
            json.time(ended)
        }
        if let snapshot = run.snapshot {
            json.key("snapshot")
            json.string(snapshot)
        }
        if let bytes = run.bytes {
            json.key("bytes")
            json.number(Int(bytes))
        }
        if let message = run.message {
            json.key("message")
            json.string(message)
        }
        json.endObject()
    }

    private func seconds(_ key: StaticString, _ duration: Duration?, _ json: inout JSONWriter) {
        json.key(key)
        if let duration { json.number(Int(duration.components.seconds)) } else { json.null() }
    }

    /// Whole numbers suffice for seconds and bytes; nil is `null`, never 0.
    private func number(_ value: Double?, _ json: inout JSONWriter) {
        if let value { json.number(Int(value.rounded())) } else { json.null() }
    }
}
