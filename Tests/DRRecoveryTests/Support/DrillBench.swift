import DRCore
import DRPolicy
import DRRecovery
import DRTestSupport

/// A scenario over a scripted world with a fake clock, in a scratch directory.
struct DrillBench {
    let scratch: ScratchDirectory
    let clock = FakeClock()
    let world = ScriptedWorld()
    var crew: (@Sendable (DrillWorld.CrewPlace) throws -> any SentinelCrew)?
    var text = DrillBench.scenario

    init(_ scratch: ScratchDirectory) {
        self.scratch = scratch
    }

    static let scenario = """
        title: The process dies
        service: app
        objectives: {rto: 1m, rpo: 0s, stability: 2s, designed_loss: 0s}
        prechecks:
          - {name: linked, network.linked: {service: net}}
        steady_state:
          - {name: well, process.running: {service: app}}
        restored_within: 2s
        sentinels:
          orders: {write: "http://127.0.0.1:1/", read: "http://127.0.0.1:1/", warm_up: 5}
        fault:
          do:
            - {name: cut, network.isolate: {service: net}, reverse: {network.heal: {service: net}}}
            - {name: break, process.kill: {service: app}, reverse: {process.start: {service: app}}}
          took_effect:
            - {name: broken, process.absent: {service: app}}
          effect_within: 2s
        detection:
          probes: [{name: answers, process.running: {service: app}}]
          every: 1s
          failures: 3
        recovery:
          - {name: mend, phase: recover, process.start: {service: app}, reverse: {none: it runs at the end}}
        validation:
          - {name: mended, process.running: {service: app}}
        cleanup:
          - {name: healed, network.linked: {service: net}}

        """

    var store: DrillStore { DrillStore(stateDirectory: scratch.path("state")) }

    func environment(allowed: Bool = true) throws -> EffectiveConfiguration {
        let base = """
            repositories: {primary: {url: /srv/backup, password: {file: /etc/dr/key}}}
            plans: {app: {files: {paths: [/srv]}, repository: primary, schedule: {full: daily}, retention: any}}
            services:
              app: {drill_allowed: \(allowed), process: {pid_file: /nonexistent/app.pid}}
              net: {drill_allowed: \(allowed), network: {device: none0}}

            """
        return try EffectiveConfiguration(
            ConfigurationSources(
                environment: "test",
                base: ConfigurationText(name: "base.yml", base),
                layer: nil,
                retention: ["any": ConfigurationText(name: "any.yml", "keep: {daily: 7}\n")]
            )
        )
    }

    func request(mode: DrillMode = .drill, allowed: Bool = true) throws -> DrillRequest {
        let file = ConfigurationText(name: "scenario.yml", text)
        return DrillRequest(
            scenario: try Scenario.parse(file, name: "dies"),
            file: file,
            environment: try environment(allowed: allowed),
            mode: mode,
            user: "tester",
            host: "here",
            version: "0",
            designedLoss: nil
        )
    }

    func drillWorld() -> DrillWorld {
        var drill = DrillWorld(
            registry: world.registry,
            clock: clock,
            signals: Cancellation(),
            note: { _ in },
            tell: { _, _ in }
        )
        drill.makeCrew = { [clock, world, crew] _, place in
            try crew?(place) ?? ScriptedCrew(clock, place.origin, world)
        }
        return drill
    }

    func run(mode: DrillMode = .drill, allowed: Bool = true) throws -> DrillRecord {
        try DrillRun.begin(request(mode: mode, allowed: allowed), drillWorld(), store).run()
    }
}
