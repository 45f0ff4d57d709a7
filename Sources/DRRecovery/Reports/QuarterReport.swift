import DRCore
import DRPolicy
import DRRepository

/// The drills of a quarter summed up: what was rehearsed, how the times went, what is overdue, what is open.
package struct QuarterReport: Sendable {
    private let quarter: CalendarQuarter
    private let environment: String
    private let now: Timestamp
    private let drills: [DrillSummary]
    private let due: [DrillDue]
    private let register: FindingRegister
    private let damaged: [DrillSummary]

    /// Takes all drills of a machine and picks those of an environment and quarter.
    ///
    /// - Parameters:
    ///   - due: what the calendar of the scenarios asks for, at the end of the quarter or now.
    package init(
        _ quarter: CalendarQuarter,
        environment: String,
        now: Timestamp,
        drills: [DrillSummary],
        due: [DrillDue]
    ) {
        self.quarter = quarter
        self.environment = environment
        self.now = now
        self.due = due
        // Of older drills too: a finding does not end with the quarter.
        let moment = min(now, quarter.end)
        let known = drills.filter { $0.belongs(to: environment) && $0.began < moment }
        damaged = known.filter { $0.damage != nil }
        register = FindingRegister(known.compactMap { $0.known(at: moment) })
        self.drills = drills.filter {
            $0.belongs(to: environment) && $0.began >= quarter.start && $0.began < quarter.end
        }
    }

    /// The moment that counts for what is overdue: the end of a quarter that has passed, else now.
    private var moment: Timestamp { min(now, quarter.end) }

    private var scenarios: [String] { Set(drills.map(\.scenario) + due.map(\.scenario)).sorted() }

    private func drills(of scenario: String) -> [DrillSummary] { drills.filter { $0.scenario == scenario } }

    // MARK: Tables

    private var overview: ReportTables.Table {
        ReportTables.Table(
            title: "Scenarios",
            columns: ["Scenario", "Dry runs", "Full tests", "Passed", "Failed", "Open"],
            rows: scenarios.map { name in
                let all = drills(of: name)
                let full = all.filter { $0.mode != DrillMode.dryRun.rawValue }
                func count(_ verdict: OverallVerdict) -> Int { full.count { $0.verdict == verdict.rawValue } }
                let open = full.count - count(.pass) - count(.fail)
                return [name] + [all.count - full.count, full.count, count(.pass), count(.fail), open].map(String.init)
            },
            empty: "no scenario is known"
        )
    }

    private var objectives: ReportTables.Table {
        ReportTables.Table(
            title: "Objectives",
            columns: ["Scenario", "RTO met", "RTO missed", "RPO met", "RPO missed", "Not measured"],
            rows: scenarios.map { name in
                let full = drills(of: name).filter { $0.mode != DrillMode.dryRun.rawValue }
                let (times, points) = (full.compactMap(\.timeVerdict), full.compactMap(\.pointVerdict))
                let open = (times + points).count { $0 == .notMeasured || $0 == .inconclusive }
                let counts = [
                    times.count { $0 == .met }, times.count { $0 == .missed }, points.count { $0 == .met },
                    points.count { $0 == .missed }, open,
                ]
                return [name] + counts.map(String.init)
            },
            empty: "no scenario is known"
        )
    }

    private func trend(_ title: String, _ value: (DrillSummary) -> String?) -> ReportTables.Table {
        ReportTables.Table(
            title: title,
            columns: ["Scenario", "Measured", "First", "Latest", "Median", "Longest"],
            rows: scenarios.compactMap { name in
                let texts = drills(of: name).compactMap(value)
                guard let first = texts.first, let last = texts.last else { return nil }
                let sorted = texts.sorted { (Double($0) ?? 0) < (Double($1) ?? 0) }
                // Of an even number the longer one of the two in the middle.
                let median = sorted[sorted.count / 2]
                return [name, String(texts.count)] + [first, last, median, sorted.last ?? last].map { $0 + " s" }
            },
            empty: "NOT_MEASURED"
        )
    }

    private var overdue: ReportTables.Table {
        ReportTables.Table(
            title: "Overdue",
            columns: ["Scenario", "Kind", "Last", "Was due"],
            rows: due.filter { $0.isOverdue(at: moment) }.map { due in
                [
                    due.scenario, due.kind.rawValue, due.last.map { RFC3339.format($0, utcOffset: 0) } ?? "never",
                    due.due.map { RFC3339.format($0, utcOffset: 0) } ?? "at once",
                ]
            },
            empty: "nothing"
        )
    }

    private var findings: ReportTables.Table {
        ReportTables.Table(
            title: "Findings open",
            columns: ["Scenario", "Finding", "Severity", "What was found", "Owner", "Since", "Due", "State"],
            rows: register.open.map { entry in
                [
                    entry.scenario, entry.finding.kind.rawValue, entry.finding.severity.rawValue, entry.finding.text,
                    entry.finding.owner ?? "nobody",
                    ReportTables.day(entry.finding.since), ReportTables.day(entry.finding.due), entry.word(at: moment),
                ]
            }
        )
    }

    private var closures: ReportTables.Table {
        ReportTables.Table(
            title: "Findings closed by hand",
            columns: ["Scenario", "Finding", "What was found", "Closed", "By", "Reason"],
            rows: register.entries.compactMap { entry in
                guard case .closed(let closure) = entry.state, closure.time >= quarter.start else { return nil }
                return [
                    entry.scenario, entry.finding.kind.rawValue, entry.finding.text, ReportTables.day(closure.time),
                    closure.person, closure.reason,
                ]
            }
        )
    }

    private var list: ReportTables.Table {
        ReportTables.Table(
            title: "Drills",
            columns: ["Drill", "Mode", "Status", "Verdict", "RTA", "RPA"],
            rows: drills.map { drill in
                [
                    drill.id, drill.mode, drill.status, drill.verdict, drill.recoveryTime.map { $0 + " s" } ?? "-",
                    drill.recoveryPoint.map { $0 + " s" } ?? "-",
                ]
            }
        )
    }

    /// Of older drills too: what they found is not known any more.
    private var distrusted: ReportTables.Table {
        ReportTables.Table(
            title: "Drills that cannot be trusted",
            columns: ["Drill", "Status", "What is wrong"],
            rows: damaged.map { [$0.id, $0.status, $0.damage ?? ""] }
        )
    }

    private var tables: [ReportTables.Table] {
        [
            distrusted, overview, objectives, trend("Recovery time (RTA)", \.recoveryTime),
            trend("Recovery point (RPA)", \.recoveryPoint), overdue, findings, closures, list,
        ]
    }

    private var title: String { "Drills of \(environment) in \(quarter)" }

    private var span: String {
        "From \(RFC3339.format(quarter.start, utcOffset: 0)) to \(RFC3339.format(quarter.end, utcOffset: 0)), as of "
            + "\(RFC3339.format(Timestamp(seconds: now.seconds), utcOffset: 0))."
    }

    // MARK: Forms

    /// How many drills are overdue.
    package var overdueCount: Int { due.count { $0.isOverdue(at: moment) } }

    /// How many findings are overdue.
    package var overdueFindings: Int { register.overdue(at: moment).count }

    /// How many drills wrote what cannot be trusted any more.
    package var damagedCount: Int { damaged.count }

    /// The report as Markdown.
    package var markdown: String {
        (["# \(Markup.cell(title))", "", span, ""] + tables.flatMap(MarkdownReport.lines)).joined(separator: "\n")
    }

    /// The report as a page of HTML.
    package var html: String {
        let header = "<h1>\(Markup.escape(title))</h1><p>\(span)</p>"
        return HTMLPage(title: title, header: header, sections: tables.map(HTMLPage.section)).text
    }

    /// Writes the members of the report as JSON: each table as a list of objects.
    package func writeMembers(to json: inout JSONWriter) {
        json.member("quarter") { $0.string(quarter.description) }
        json.member("environment") { $0.string(environment) }
        json.member("from") { $0.time(quarter.start) }
        json.member("to") { $0.time(quarter.end) }
        json.member("as_of") { $0.time(now) }
        json.member("overdue") { $0.number(overdueCount) }
        json.member("open_findings") { $0.number(register.open.count) }
        json.member("overdue_findings") { $0.number(overdueFindings) }
        json.member("distrusted") { $0.number(damagedCount) }
        for table in tables {
            json.member(Self.key(table.title) + (table.title == "Overdue" ? "_list" : "")) { json in
                json.beginArray()
                for row in table.rows {
                    json.beginObject()
                    for (column, cell) in zip(table.columns, row) {
                        json.member(Self.key(column)) { $0.string(cell) }
                    }
                    json.endObject()
                }
                json.endArray()
            }
        }
    }

    private static func key(_ title: String) -> String {
        title.lowercased().filter { $0 != "(" && $0 != ")" }.replacing(" ", with: "_")
    }
}

extension DrillSummary {
    /// The drill with what was closed until then.
    fileprivate func known(at moment: Timestamp) -> FindingRegister.Drill? {
        var drill = registered
        drill?.closures.removeAll { $0.time > moment }
        return drill
    }
}
