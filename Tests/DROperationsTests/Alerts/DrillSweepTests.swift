import DRCore
import DROperations
import DRPolicy
import DRTestSupport
import Testing

@Suite("Alerts on drills", .tags(.medium))
struct DrillSweepTests {
    private static let layer = """
        services: {app: {drill_allowed: true, process: {pid_file: /nonexistent/app.pid, start: [app]}}}

        """

    private static let scenario = """
        title: A fault
        service: app
        objectives: {rto: 1m}
        steady_state: [{name: well, process.running: {service: app}}]
        fault:
          do: [{name: break, process.kill: {service: app}, reverse: {process.start: {service: app}}}]
          took_effect: [{name: broken, process.absent: {service: app}}]
        recovery: [{name: mend, process.start: {service: app}, reverse: {none: it runs at the end}}]
        validation: [{name: mended, process.running: {service: app}}]
        cleanup: [{name: nothing-left, file.absent: {path: /nonexistent}}]

        """

    @Test("a scenario that was never rehearsed is an alert; one that does not fit the environment, or is gone, is none")
    func overdue() throws {
        try AlertWorkshop.with(Self.layer) { workshop in
            func alerts() throws -> [String] {
                try AlertSweep(workshop.installation, workshop.catalog).run(at: workshop.clock.now)
                return try workshop.catalog.openAlerts(environment: "production").map { alert in
                    "\(alert.finding.topic.key): \(alert.finding.message)"
                }
            }
            #expect(try alerts() == [])
            _ = try Tool("mkdir").run([workshop.scratch.path("config/scenarios")])
            try workshop.scratch.write(Array(Self.scenario.utf8), to: "config/scenarios/outage.yml")
            let other = Self.scenario.replacing("service: app", with: "service: another")
            try workshop.scratch.write(Array(other.utf8), to: "config/scenarios/other.yml")
            let overdue = "the dry run and the full test of outage are overdue, as there was none yet"
            #expect(try alerts() == ["drill/outage: " + overdue])
            try workshop.scratch.write(Array("title: x\n".utf8), to: "config/scenarios/outage.yml")
            #expect(
                try alerts() == ["drill-scenario/outage: a scenario is wrong, so it cannot be rehearsed"]
            )
            try workshop.scratch.remove("config/scenarios/outage.yml")
            #expect(try alerts() == [])
        }
    }
}
