import DRCore

extension ComplianceCheck {
    /// Whether restores reach back as far as they must.
    func minimumReach() -> ComplianceFinding? {
        let environment = facts.environment
        guard let required = facts.policy.requiredReach(facts.settings, in: environment) else { return nil }
        let expected = DurationText.format(required) + " or more"
        guard let candidates else { return unreadable(.minimumReach, expected: expected) }
        guard let oldest = candidates.last?.point else {
            let isYoung = isYounger(than: required)
            return ComplianceFinding(
                .minimumReach,
                isYoung ? .unknown : .fail,
                expected: expected,
                observed: "there is no snapshot of the plan",
                evidence: begin.map { ["the plan is known since \(RFC3339.format($0))"] } ?? [],
                hint: "dr backup makes the first"
            )
        }
        let reach = facts.now.seconds - oldest.time.seconds
        let evidence = ["oldest restore point \(oldest.id.prefix(8)) of \(RFC3339.format(oldest.time))"]
        if reach >= required.components.seconds {
            return ComplianceFinding(
                .minimumReach,
                .pass,
                expected: expected,
                observed: "restores reach back \(Self.rounded(reach))",
                evidence: evidence
            )
        }
        // Nothing was removed too early from a plan that is younger than what is asked for: it cannot be proven yet.
        let isYoung = isYounger(than: required)
        let ripe = Timestamp(seconds: oldest.time.seconds + required.components.seconds)
        let since = begin.map { "the plan is known since \(RFC3339.format($0))" }
        return ComplianceFinding(
            .minimumReach,
            isYoung ? .unknown : .fail,
            expected: expected,
            observed: "restores reach back \(Self.rounded(reach))" + (isYoung ? ", not yet longer" : ""),
            evidence: evidence + (since.map { [$0] } ?? [])
                + (isYoung ? ["provable from \(RFC3339.format(ripe))"] : []),
            hint: isYoung
                ? "keep the history that there is" : "older restore points are gone: find out what removed them"
        )
    }

    /// Whether the restore points leave a hole in the time that they must cover.
    func coverage() -> ComplianceFinding? {
        guard let required = facts.policy.requiredReach(facts.settings, in: facts.environment),
            let step = facts.policy.keep.step(covering: required)
        else { return nil }
        let limit = 2 * step.seconds
        let expected =
            "no more than \(Self.text(limit)) between restore points (\(step.name) for \(DurationText.format(required)))"
        guard let candidates else { return unreadable(.coverage, expected: expected) }
        let start = max(facts.now.seconds - required.components.seconds, begin?.seconds ?? facts.now.seconds)
        let times = candidates.reversed().map(\.point.time.seconds).filter { $0 <= facts.now.seconds }
        // What was there before the time begins covers its start.
        let marks = [times.last { $0 < start } ?? start] + times.filter { $0 >= start } + [facts.now.seconds]
        var holes = zip(marks, marks.dropFirst()).filter { $1 - max($0, start) > limit }.map { (from: $0, to: $1) }
        guard !candidates.isEmpty else {
            return ComplianceFinding(
                .coverage,
                isYounger(than: .seconds(limit)) ? .unknown : .fail,
                expected: expected,
                observed: "there is no snapshot of the plan",
                hint: "dr backup makes the first"
            )
        }
        holes.sort { $0.to - $0.from > $1.to - $1.from }
        let span = Self.rounded(facts.now.seconds - start)
        guard let worst = holes.first else {
            return ComplianceFinding(
                .coverage,
                .pass,
                expected: expected,
                observed: "no hole in the last \(span)",
                evidence: ["\(candidates.count) restore points"]
            )
        }
        return ComplianceFinding(
            .coverage,
            .fail,
            expected: expected,
            observed:
                "\(holes.count) hole\(holes.count == 1 ? "" : "s"), the longest \(Self.rounded(worst.to - worst.from))",
            evidence: holes.prefix(5).map(Self.stretch),
            hint: "what was not backed up then cannot be made up for: record why in the audit"
        )
    }

    /// Whether anything is kept longer than is permitted.
    func maximumReach() -> ComplianceFinding? {
        guard let permitted = facts.policy.permittedMaximum else { return nil }
        let expected = DurationText.format(permitted) + " or less"
        // Of all hosts: nobody else looks after what a host that is gone has left behind.
        guard let candidates = everyHost else { return unreadable(.maximumReach, expected: expected) }
        let limit = facts.now.seconds - permitted.components.seconds
        let old = candidates.filter { $0.point.time.seconds < limit }
        let held = old.filter { candidate in facts.policy.legalHolds.contains(where: candidate.isHeld) }
        let over = old.filter { candidate in !facts.policy.legalHolds.contains(where: candidate.isHeld) }
        var evidence = over.suffix(5).reversed().map { candidate in
            "\(candidate.point.id.prefix(8)) of \(RFC3339.format(candidate.point.time)) on \(candidate.point.hostname)"
                + (facts.policy.pins.contains(where: candidate.answers) ? ", pinned" : "")
        }
        if over.count > 5 { evidence.append("and \(over.count - 5) more") }
        if !held.isEmpty { evidence.append("\(held.count) older under a legal hold") }
        let oldest = candidates.last { candidate in !held.contains(candidate) }
        if over.isEmpty, let point = oldest?.point {
            evidence.append("oldest restore point \(point.id.prefix(8)) of \(RFC3339.format(point.time))")
        }
        return ComplianceFinding(
            .maximumReach,
            over.isEmpty ? .pass : .fail,
            expected: expected,
            observed: over.isEmpty
                ? oldest.map { "the oldest is \(age($0.point.time)) old" } ?? "nothing is kept"
                : "\(over.count) snapshot\(over.count == 1 ? " is" : "s are") older",
            evidence: evidence,
            hint: "dr retention plan says why they stay; dr retention apply or dr forget removes them"
        )
    }

    /// Whether what is under a legal hold is there.
    func legalHolds() -> ComplianceFinding? {
        let holds = facts.policy.legalHolds
        guard !holds.isEmpty else { return nil }
        let expected = "\(holds.count) hold\(holds.count == 1 ? "" : "s")"
        guard everyHost != nil else { return unreadable(.legalHolds, expected: expected) }
        var missing: [String] = []
        var doubtful: [String] = []
        var evidence: [String] = []
        for hold in holds {
            let count = facts.held[hold.snapshot ?? hold.tag ?? ""] ?? 0
            let name = hold.snapshot.map { "snapshot \($0)" } ?? "tag \(hold.tag ?? "")"
            evidence.append("\(name): \(count) snapshot\(count == 1 ? "" : "s"), \(hold.reason)")
            guard count == 0 else { continue }
            // Nobody knows whether a tag was ever given to a snapshot.
            if hold.snapshot != nil { missing.append(name) } else { doubtful.append(name) }
        }
        let status: ComplianceStatus = !missing.isEmpty ? .fail : !doubtful.isEmpty ? .unknown : .pass
        return ComplianceFinding(
            .legalHolds,
            status,
            expected: expected,
            observed: status == .pass
                ? "all are there" : "nothing found for " + (missing + doubtful).joined(separator: ", "),
            evidence: evidence,
            hint: "find out what happened to them before anything else is removed"
        )
    }

    static func stretch(_ hole: (from: Int64, to: Int64)) -> String {
        "\(RFC3339.format(Timestamp(seconds: hole.from))) to \(RFC3339.format(Timestamp(seconds: hole.to))): "
            + rounded(hole.to - hole.from)
    }
}

extension KeepRules {
    /// The finest rule that covers a time, by its name and the seconds of its buckets; nil when no rule does.
    func step(covering required: Duration) -> (name: String, seconds: Int64)? {
        let rules: [(String, WritableKeyPath<KeepCounts, KeepCount>, WritableKeyPath<KeepRules, CalendarSpan>, Int64)] =
            [
                ("hourly", \.hourly, \.withinHourly, 3600), ("daily", \.daily, \.withinDaily, 86_400),
                ("weekly", \.weekly, \.withinWeekly, 604_800), ("monthly", \.monthly, \.withinMonthly, 31 * 86_400),
                ("yearly", \.yearly, \.withinYearly, 366 * 86_400),
            ]
        for (name, count, span, seconds) in rules {
            var alone = KeepRules()
            alone.counts[keyPath: count] = counts[keyPath: count]
            alone[keyPath: span] = self[keyPath: span]
            if alone.reach.map({ $0 >= required }) ?? true { return (name, seconds) }
        }
        return nil
    }
}
