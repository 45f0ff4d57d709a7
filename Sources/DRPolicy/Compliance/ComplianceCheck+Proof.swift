import DRCore

extension ComplianceCheck {
    /// Whether enough restore points are proven to be restorable.
    func verifiedPoints() -> ComplianceFinding? {
        let minimum = facts.policy.minimumVerified
        let expected = "\(minimum) or more"
        guard let candidates else { return unreadable(.verifiedPoints, expected: expected) }
        let verified = candidates.filter(\.isVerified)
        let evidence = verified.prefix(5).map { "\($0.point.id.prefix(8)) of \(RFC3339.format($0.point.time))" }
        if verified.count >= minimum {
            return ComplianceFinding(
                .verifiedPoints,
                .pass,
                expected: expected,
                observed: "\(verified.count) verified, the newest \(age(verified[0].point.time)) old",
                evidence: evidence
            )
        }
        // Every byte is to be read within a time; before that has passed, nobody had to look.
        let isYoung = !facts.wasEverVerified && isYounger(than: facts.plan.schedule.verifyAllWithin)
        return ComplianceFinding(
            .verifiedPoints,
            isYoung ? .unknown : .fail,
            expected: expected,
            observed: verified.isEmpty ? "none is known to be verified" : "\(verified.count) verified",
            evidence: evidence,
            hint: "schedule verify and restore_test, or run dr test"
        )
    }

    /// Whether a restore was tried in time, and went well.
    func restoreTest() -> ComplianceFinding? {
        guard let within = facts.settings.restoreTestWithin else { return nil }
        let expected = "within \(DurationText.format(within))"
        guard let last = facts.restoreTests.max(by: { $0.time < $1.time }) else {
            let isYoung = isYounger(than: within)
            return ComplianceFinding(
                .restoreTest,
                isYoung ? .unknown : .fail,
                expected: expected,
                observed: "no restore was tested" + (isYoung ? " yet" : ""),
                hint: "dr test restores into a scratch directory and compares"
            )
        }
        let isFresh = facts.now.seconds - last.time.seconds <= within.components.seconds
        let isGood = last.mismatches == 0
        return ComplianceFinding(
            .restoreTest,
            isFresh && isGood ? .pass : .fail,
            expected: expected,
            observed: isGood
                ? "the last one \(age(last.time)) ago went well"
                : "the last one \(age(last.time)) ago found \(last.mismatches) of \(last.files) files different",
            evidence: [Self.text(last)],
            hint: isGood ? "dr test makes another" : "dr verify --read-data finds what is damaged"
        )
    }

    /// Whether the last restore of the whole plan was fast enough.
    func rto() -> ComplianceFinding? {
        guard let rto = facts.plan.objectives.rto else { return nil }
        let expected = DurationText.format(rto) + " or less"
        let whole = facts.restoreTests.filter { $0.isWhole && $0.mismatches == 0 }.max { $0.time < $1.time }
        guard let whole else {
            return ComplianceFinding(
                .rto,
                .unknown,
                expected: expected,
                observed: "NOT_MEASURED: no restore of the whole plan was tested",
                hint: "dr test with the whole plan measures it"
            )
        }
        return ComplianceFinding(
            .rto,
            whole.seconds <= Double(rto.components.seconds) ? .pass : .fail,
            expected: expected,
            observed: "the last whole restore took \(Self.rounded(max(1, Int64(whole.seconds.rounded(.up)))))",
            evidence: [Self.text(whole)],
            hint: "restore to faster storage, divide the plan, or change the objective"
        )
    }

    /// Whether the plan says what a restore must achieve.
    func objectives() -> ComplianceFinding? {
        guard facts.settings.needsObjectives else { return nil }
        let declared = [("RPO", facts.plan.objectives.rpo), ("RTO", facts.plan.objectives.rto)]
        let missing = declared.filter { $0.1 == nil }.map(\.0)
        return ComplianceFinding(
            .objectives,
            missing.isEmpty ? .pass : .fail,
            expected: "RPO and RTO",
            observed: missing.isEmpty
                ? declared.map { "\($0.0) \($0.1.map(DurationText.format) ?? "")" }.joined(separator: ", ")
                : missing.joined(separator: " and ") + " missing",
            hint: "set objectives: {rpo: …, rto: …} in the plan"
        )
    }

    private static func text(_ test: ComplianceFacts.RestoreTest) -> String {
        "\(RFC3339.format(test.time)) \(test.scope): \(test.files) files, \(ByteCount.format(UInt64(max(test.bytes, 0)))), "
            + "\(test.mismatches) different, \(rounded(max(1, Int64(test.seconds.rounded(.up)))))"
    }
}
