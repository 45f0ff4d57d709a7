import DRCore
import DROperations
import DRPolicy

/// Environments out of a few lines.
enum TestInstallation {
    /// An environment `test` of host `here` with plans given as the text of their `schedule`.
    ///
    /// - Parameters:
    ///   - plans: by name; all write to the repository `main`.
    ///   - extra: further lines of `base.yml`.
    static func make(
        _ plans: [String: String],
        state: String,
        clock: any WallClock,
        timezone: String = "UTC",
        extra: String = ""
    ) throws -> Installation {
        let body = plans.sorted { $0.key < $1.key }.map { name, schedule in
            """
              \(name):
                files: {paths: [\(state)/source]}
                repository: main
                retention: all
                schedule: {\(schedule)}
            """
        }
        return try make(
            """
            timezone: \(timezone)
            state_directory: \(state)
            repositories:
              main: {url: \(state)/repository, password: {env: PASSWORD}}
            plans:
            \(body.joined(separator: "\n"))
            \(extra)
            """,
            clock: clock
        )
    }

    /// An environment out of the text of `base.yml`.
    static func make(_ base: String, clock: any WallClock, policy: String = "keep: {last: 1000}") throws -> Installation
    {
        let sources = ConfigurationSources(
            environment: "test",
            base: ConfigurationText(name: "base.yml", base),
            layer: nil,
            retention: ["all": ConfigurationText(name: "all.yml", policy)],
            variables: [:]
        )
        return Installation(
            sources: sources,
            effective: try EffectiveConfiguration(sources),
            host: "here",
            zones: TimeZoneDatabase { try FileBytes.read($0, limit: 1 << 20) },
            clock: clock
        )
    }
}
