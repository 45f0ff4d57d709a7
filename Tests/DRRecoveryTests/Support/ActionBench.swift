import DRCore
import DRPolicy
import DRRecovery
import DRTestSupport

/// Performs single actions of the standard registry against the machine.
struct ActionBench {
    let scratch: ScratchDirectory
    let services: [String: ServiceSettings]

    /// Takes services as a configuration has them, a line each: `app: {process: {pid_file: /run/app}}`.
    init(_ scratch: ScratchDirectory, _ services: String...) throws {
        self.scratch = scratch
        let declared = services.isEmpty ? "version: 1\n" : "services:\n" + services.map { "  \($0)\n" }.joined()
        let base = """
            repositories: {primary: {url: /srv/backup, password: {file: /etc/dr/key}}}
            plans: {app: {files: {paths: [/srv]}, repository: primary, schedule: {full: daily}, retention: any}}

            """
        self.services = try EffectiveConfiguration(
            ConfigurationSources(
                environment: "test",
                base: ConfigurationText(name: "base.yml", base),
                layer: ConfigurationText(name: "test.yml", declared),
                retention: ["any": ConfigurationText(name: "any.yml", "keep: {daily: 7}\n")]
            )
        ).configuration.services
    }

    /// Performs an action that is written as in a scenario: `tcp.open: {address: "127.0.0.1:80"}`.
    func perform(_ text: String, seconds: Int64 = 10, _ cancellation: Cancellation = Cancellation()) throws
        -> ActionOutcome
    {
        let action = try action(text)
        return try adapter(action).perform(call(action), context(seconds, cancellation))
    }

    /// Checks what an action needs.
    func check(_ text: String) throws {
        let action = try action(text)
        try adapter(action).check(call(action), context(10, Cancellation()))
    }

    private func action(_ text: String) throws -> ScenarioAction {
        let scenario = """
            title: x
            service: x
            objectives: {rto: 1m}
            steady_state: [{name: a, wait: {for: 1s}}]
            fault: {do: [{name: b, \(text), reverse: {none: a test}}], took_effect: [{name: c, file.absent: {path: /x}}]}
            recovery: [{name: d, wait: {for: 1s}}]
            validation: [{name: e, file.absent: {path: /x}}]
            cleanup: [{name: f, file.absent: {path: /x}}]

            """
        let probing = scenario.replacing(
            "steady_state: [{name: a, wait: {for: 1s}}]",
            with: "steady_state: [{name: a, file.absent: {path: /x}}]"
        )
        let name = text.prefix { $0 != ":" }
        let isChange = ActionCatalog.find(String(name))?.effect == .changes
        let file = isChange ? probing : probing.replacing(", reverse: {none: a test}", with: "")
        let parsed = try Scenario.parse(ConfigurationText(name: "x", file), name: "x")
        guard let action = parsed.fault.steps.first?.action else { throw DRError(.failed, "no action") }
        return action
    }

    private func adapter(_ action: ScenarioAction) throws -> any ActionAdapter {
        try ActionRegistry.standard(backups: nil, person: nil) { _ in
            throw DRError(.failed, "there are no secrets here")
        }.adapter(action.name)
    }

    private func call(_ action: ScenarioAction) -> ActionCall {
        ActionCall(action, services: services) { throw DRError(.failed, "no value", object: $0.description) }
    }

    private func context(_ seconds: Int64, _ cancellation: Cancellation) -> ActionContext {
        let clock = SystemDrillClock()
        return ActionContext(
            directory: scratch.path,
            drill: "test",
            clock: clock,
            cancellation: cancellation,
            deadline: clock.monotonic + seconds * 1_000_000_000
        )
    }
}
