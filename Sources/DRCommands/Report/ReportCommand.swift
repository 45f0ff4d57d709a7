import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRecovery
import DRRepository

/// `dr report`: the drills of a quarter.
struct ReportCommand: ScenarioAccessCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Sum up the drills of a quarter: verdicts, recovery times, what is overdue and open.",
        discussion:
            """
            The report of a single drill is dr drill report. It ends with code 19 when a drill or a finding is overdue, and \
            with 15 when the journal or the record of a drill is not what was written.
            """
    )

    @Option(help: ArgumentHelp("The quarter, such as 2026Q4 (default: the current one, in UTC).", valueName: "quarter"))
    var quarter: String?

    @Option(help: "The form: json, markdown or html.")
    var format = ReportFormat.markdown

    @Flag(help: "As PDF, by a Chromium that is installed.")
    var pdf = false

    @OptionGroup
    var access: ScenarioAccessOptions

    func execute(_ context: CommandContext) throws {
        let place = try DrillPlace(installation)
        let now = place.installation.clock.now
        let name = self.quarter ?? CalendarQuarter(of: now).description
        guard let quarter = CalendarQuarter(name) else {
            throw DRError(.usage, "this is not a quarter", object: name, hint: "write it as 2026Q4")
        }
        let drills = try DrillHistory(place.store).all()
        let report = QuarterReport(
            quarter,
            environment: place.installation.environment,
            now: now,
            drills: drills,
            due: try DrillAgenda(place, folder.folder(installation), drills).due(before: quarter.end)
        )
        if pdf {
            let page = try PDFReport.render(html: report.html, in: place.store.path, context.cancellation)
            try page.withUnsafeBytes { try context.output.bytes($0) }
        } else if context.isJSON || format == .json {
            try context.output.object("quarter") { report.writeMembers(to: &$0) }
        } else {
            guard format != .junit else {
                throw DRError(.usage, "a quarter has no form for continuous integration", hint: "use markdown or html")
            }
            let text = format == .html ? report.html : report.markdown
            try Array(text.utf8).withUnsafeBytes { try context.output.bytes($0) }
        }
        if report.overdueCount + report.overdueFindings > 0 { context.outcome = .objectiveMissed }
        DrillDistrust.tell(drills.filter { $0.belongs(to: place.installation.environment) }, context)
    }
}
