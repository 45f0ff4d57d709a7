import DRCore
import DRPolicy

/// The record of a drill: all that reports are made of.
///
/// Every member is always written; what was not measured is null.
package struct DrillRecord: Sendable {
    /// The form of the record.
    package static let schema = 2

    /// The name of the drill.
    package let id: String
    /// The scenario with its objectives.
    package let scenario: Scenario
    /// The SHA-256 of its file.
    package let scenarioDigest: String
    /// The environment.
    package let environment: String
    /// The mode.
    package let mode: DrillMode
    /// Who asked for it.
    package let user: String
    /// The host it ran on.
    package let host: String
    /// The version of `dr`.
    package let version: String
    /// When it began.
    package let began: Timestamp
    /// When it ended.
    package let ended: Timestamp
    /// What the verdict is made from.
    package let facts: DrillFacts
    /// The verdict.
    package let verdict: DrillVerdict
    /// Why it stopped before its end.
    package let reason: String?
    /// How the worst case comes about.
    package let designedReason: String
    /// What each sentinel counted.
    package let tallies: [String: SentinelTally]
    /// The steps in the order in which they ended.
    package let steps: [StepResult]
    /// What could not be undone.
    package let reverseFailures: [String]
    /// Who was told what.
    package let told: [String]
    /// The hash of the last line of the journal.
    package let journalHash: String
    /// Earlier drills of the scenario in the environment, the newest first.
    package let earlier: [DrillSummary]
    /// What has to be looked at, by whom and until when.
    package let findings: [DrillFinding]

    init(_ run: DrillRun, _ state: DrillRun.State, earlier: [DrillSummary]) {
        let records = run.journal.records
        id = run.id
        scenario = run.scenario
        scenarioDigest = records.first?.fields["sha256"] ?? ""
        environment = run.request.environment.environment
        mode = run.request.mode
        user = records.first?.fields["user"] ?? run.request.user
        host = run.request.host
        version = run.request.version
        began = records.first?.time ?? run.clock.now
        ended = state.ended ?? run.clock.now
        facts = state.facts
        verdict = DrillVerdict(state.facts)
        reason = state.reason
        designedReason = run.request.designedLoss?.reason ?? "nothing states it"
        tallies = state.tallies
        steps = state.results
        reverseFailures = state.reverseFailures
        told = state.told
        journalHash = run.journal.hash
        self.earlier = earlier
        findings = Self.findings(verdict, state, run.request, earlier: earlier, began: began)
    }

    private static func findings(
        _ verdict: DrillVerdict,
        _ state: DrillRun.State,
        _ request: DrillRequest,
        earlier: [DrillSummary],
        began: Timestamp
    ) -> [DrillFinding] {
        var causes = verdict.causes.map { cause in
            let isEnd = cause.kind == .drillStopped || cause.kind == .drillNotDone
            return DrillVerdict.Cause(cause.kind, cause.text + (isEnd ? state.reason.map { ": \($0)" } ?? "" : ""))
        }
        if !state.reverseFailures.isEmpty {
            causes.append(DrillVerdict.Cause(.notUndone, state.reverseFailures.joined(separator: "; ")))
        }
        let open = FindingRegister(earlier.reversed().compactMap(\.registered)).open.map(\.finding)
        return causes.map { cause in
            DrillFinding(
                cause,
                request.environment.configuration.drills,
                owner: request.scenario.owner,
                open: open,
                began: began
            )
        }
    }

    /// The achieved recovery time in nanoseconds; nil when it means nothing.
    package var recoveryTime: Int64? {
        guard facts.faultTookEffect == true || mode == .live, !facts.wasResumed, facts.serviceWasWatched,
            facts.isValidated == true
        else { return nil }
        return facts.timeline.recoveryTime(from: facts.objectives.clock)
    }

    /// The achieved recovery point; nil when it means nothing.
    package var recoveryPoint: RecoveryPoint? {
        facts.faultTookEffect == true && !facts.wasResumed ? facts.recoveryPoint : nil
    }

    /// The actions that stood in for something else.
    package var simulated: [String] {
        steps.filter { $0.realism == .simulated }.map { "\($0.name) (\($0.action))" }
    }

    /// The exit code that stands for the drill.
    package var exitCode: DRError.Code? {
        switch (verdict.overall, facts.status) {
        case (_, .refused): .refusedByGuardrail
        case (.pass, _): nil
        // What was lost before a disaster was noticed cannot be measured.
        case (.notMeasured, .completed) where mode != .drill: nil
        case (.fail, .completed) where [verdict.rto, verdict.rpo].contains(.missed): .objectiveMissed
        case (_, .interrupted): .interrupted
        default: .failed
        }
    }

    /// The SHA-256 of the record that lies in the directory of a drill, as 64 hexadecimal digits.
    ///
    /// - Throws: `DRError` when it cannot be read.
    package static func digest(in directory: String) throws -> String {
        try FileDigest.ofFile(directory + "/" + ReportFormat.json.fileName)
    }

    /// Writes the record and all reports into the directory of the drill.
    ///
    /// - Throws: `DRError` when a file cannot be written.
    func store(in directory: String) throws {
        for format in ReportFormat.allCases {
            try FileBytes.replace(directory + "/" + format.fileName, with: try format.render(self), mode: 0o600)
        }
    }
}
