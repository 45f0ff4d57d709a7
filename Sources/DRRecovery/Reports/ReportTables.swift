import DRCore
import DRPolicy

/// The tables that Markdown and HTML share: a title, the heads of the columns, and rows.
struct ReportTables {
    /// A table.
    struct Table {
        let title: String
        let columns: [String]
        let rows: [[String]]
        /// What is said when there are no rows.
        var empty = "none"
    }

    let record: DrillRecord

    /// The day of a time, in UTC.
    static func day(_ time: Timestamp) -> String { String(RFC3339.format(time, utcOffset: 0).prefix(10)) }

    private func seconds(_ nanoseconds: Int64?) -> String { nanoseconds.map(SecondsText.format) ?? "NOT_MEASURED" }

    /// Target, achievement and verdict of each objective.
    var objectives: Table {
        let objectives = record.facts.objectives
        let point = record.recoveryPoint
        let bound = point?.isLowerBound == true ? "at least " : ""
        let exactness = point.map { " (± \(SecondsText.format($0.resolution)))" } ?? ""
        let rpo = objectives.recoveryPoint == .clean ? "last clean point" : objectives.rpo.map(DurationText.format)
        return Table(
            title: "Objectives",
            columns: ["Objective", "Target", "Achieved", "Verdict"],
            rows: [
                [
                    "Recovery time (RTO), from \(objectives.clock.rawValue)",
                    objectives.rto.map(DurationText.format) ?? "none", seconds(record.recoveryTime),
                    record.verdict.rto?.rawValue ?? "-",
                ],
                [
                    "Recovery point (RPO)", rpo ?? "none", bound + seconds(point?.nanoseconds) + exactness,
                    record.verdict.rpo?.rawValue ?? "-",
                ],
                [
                    "Recovery point by design", rpo ?? "none",
                    record.facts.designedLoss.map(DurationText.format) ?? "not stated", record.designedReason,
                ],
            ]
        )
    }

    /// The parts of the recovery time.
    var breakdown: Table {
        Table(
            title: "Recovery time by parts",
            columns: ["Part", "Time"],
            rows: record.facts.timeline.breakdown.map { [$0.phase.rawValue, SecondsText.format($0.nanoseconds)] },
            empty: "NOT_MEASURED"
        )
    }

    /// The moments.
    var timeline: Table {
        Table(
            title: "Timeline",
            columns: ["Moment", "Since the drill began", "Since the fault"],
            rows: record.facts.timeline.moments.compactMap { name, at in
                guard let at else { return nil }
                let fault = record.facts.timeline.fault.map { SecondsText.format(at - $0) } ?? "-"
                return [name.replacing("_", with: " "), SecondsText.format(at), fault]
            }
        )
    }

    /// What sentinels counted.
    var sentinels: Table {
        Table(
            title: "Sentinel writes",
            columns: [
                "Sentinel", "Sent", "Acknowledged", "Failed", "Indeterminate", "Present", "Lost", "Holes", "Unexpected",
                "Twice",
            ],
            rows: record.tallies.sorted { $0.key < $1.key }.map { name, tally in
                [
                    name
                ]
                    + [
                        tally.attempted, tally.ok, tally.failed, tally.indeterminate, tally.present, tally.lost.count,
                        tally.holes.count, tally.unexpected.count, tally.duplicates.count,
                    ].map(String.init)
            },
            empty: "no sentinel counted anything"
        )
    }

    /// The checks on the drill as a whole.
    var checks: Table {
        func word(_ truth: Bool?) -> String { truth.map { $0 ? "yes" : "NO" } ?? "not tried" }
        let facts = record.facts
        var rows = [
            ["The fault took effect", word(facts.faultTookEffect)], ["The validation holds", word(facts.isValidated)],
            ["The steady state is back", word(facts.isRestored)], ["Nothing is left", word(facts.isClean)],
        ]
        if let looks = facts.writerRounds {
            rows.append(["Never two writers", "\(facts.writerViolations) violations in \(looks) looks"])
        }
        return Table(title: "Checks", columns: ["Check", "Result"], rows: rows)
    }

    /// The steps.
    var steps: Table {
        Table(
            title: "Steps",
            columns: ["At", "Block", "Step", "Action", "State", "Tries", "Time", "What happened"],
            rows: record.steps.map { step in
                [
                    SecondsText.format(step.began), step.block, step.name,
                    step.action + (step.realism == .simulated ? " (simulated)" : ""), step.state.rawValue,
                    String(step.attempts), SecondsText.format(step.ended - step.began), step.detail,
                ]
            }
        )
    }

    /// What has to be looked at.
    var findings: Table {
        Table(
            title: "Findings",
            columns: ["Finding", "Severity", "What was found", "Owner", "Since", "Due"],
            rows: record.findings.map { finding in
                [
                    finding.kind.rawValue, finding.severity.rawValue, finding.text, finding.owner ?? "nobody",
                    Self.day(finding.since), Self.day(finding.due),
                ]
            }
        )
    }

    /// What was achieved beside what earlier drills achieved.
    var comparison: Table {
        let comparison = DrillComparison(record)
        let measures = [
            ("Recovery time (RTA)", comparison.recoveryTime), ("Recovery point (RPA)", comparison.recoveryPoint),
        ]
        return Table(
            title: "Compared with the drill before",
            columns: ["Measure", "Before", "Now", "Change", "Drill before"],
            rows: measures.map { name, measure in
                let change = measure.change.map { ($0 > 0 ? "+" : "") + SecondsText.format($0) }
                let before = measure.before.map(SecondsText.format) ?? "-"
                return [name, before, seconds(measure.now), change ?? "-", measure.drill ?? "none"]
            }
        )
    }

    /// This drill and earlier ones of the scenario.
    var earlier: Table {
        func row(_ drill: DrillSummary) -> [String] {
            [
                drill.id, drill.mode, drill.status, drill.verdict, drill.recoveryTime.map { $0 + " s" } ?? "-",
                drill.recoveryPoint.map { $0 + " s" } ?? "-",
            ]
        }
        let own = [
            "this drill", record.mode.rawValue, record.facts.status.rawValue, record.verdict.overall.rawValue,
            record.recoveryTime.map(SecondsText.format) ?? "-",
            record.recoveryPoint.map { SecondsText.format($0.nanoseconds) } ?? "-",
        ]
        return Table(
            title: "Earlier drills",
            columns: ["Drill", "Mode", "Status", "Verdict", "RTA", "RPA"],
            rows: record.earlier.isEmpty ? [] : [own] + record.earlier.map(row),
            empty: "this is the first drill of the scenario in this environment"
        )
    }

    /// What stood in for something real.
    var simulated: Table {
        Table(
            title: "Simulated",
            columns: ["Step", "Action", "Block"],
            rows: record.steps.filter { $0.realism == .simulated }.map { [$0.name, $0.action, $0.block] },
            empty: record.mode == .dryRun
                ? "nothing was changed: of all that changes something only the preconditions were checked"
                : "nothing: every action was done for real"
        )
    }

    /// Who, when, where.
    var circumstances: Table {
        Table(
            title: "Circumstances",
            columns: ["What", "Value"],
            rows: [
                ["Drill", record.id], ["Scenario", "\(record.scenario.name), SHA-256 \(record.scenarioDigest)"],
                ["Environment", record.environment], ["Service", record.scenario.service],
                ["Mode", record.mode.rawValue], ["Began", RFC3339.format(record.began, utcOffset: 0)],
                ["Ended", RFC3339.format(record.ended, utcOffset: 0)], ["By", "\(record.user) on \(record.host)"],
                ["Version", record.version],
                ["Told", record.told.isEmpty ? "nobody" : record.told.joined(separator: "; ")],
                ["Journal", "SHA-256 \(record.journalHash)"],
            ]
        )
    }

    /// All of them in the order of a report.
    var all: [Table] {
        [
            objectives, breakdown, comparison, findings, checks, sentinels, timeline, simulated, earlier, steps,
            circumstances,
        ]
    }
}
