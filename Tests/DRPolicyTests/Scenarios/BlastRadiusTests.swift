import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("Scenarios in an environment", .tags(.small))
struct BlastRadiusTests {
    private func environment(_ services: String) throws -> Configuration {
        try SmallConfiguration.effective(layer: "services:\n" + services).configuration
    }

    private func scenario() throws -> Scenario {
        try Scenario.parse(ConfigurationText(name: "x.yml", SmallScenario.text), name: "x")
    }

    @Test("only what is marked may be changed")
    func marks() throws {
        let unmarked = try environment("  app: {process: {pid_file: /run/app.pid}}\n")
        let error = #expect(throws: DRError.self) { try BlastRadius.admit(scenario(), in: unmarked) }
        #expect(error?.code == .refusedByGuardrail)
        #expect(error?.object == "services.app")
        let marked = try environment("  app: {drill_allowed: true, process: {pid_file: /run/app.pid}}\n")
        try BlastRadius.admit(scenario(), in: marked)
    }

    @Test("a service that is missing, or of another kind, is told with the nearest name")
    func missing() throws {
        let other = try environment("  appp: {process: {pid_file: /run/app.pid}}\n")
        let error = #expect(throws: DRError.self) { try scenario().check(against: other) }
        #expect(error?.code == .configurationInvalid)
        #expect(error?.configurationProblems.first?.suggestion == "appp")
        let kind = try environment("  app: {http: {url: \"http://127.0.0.1/\"}}\n")
        let wrong = #expect(throws: DRError.self) { try scenario().check(against: kind) }
        #expect(wrong?.configurationProblems.first?.what == "the service \"app\" is http, not process")
    }
}
