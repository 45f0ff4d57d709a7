import DRPolicy

/// The smallest good configuration, for tests that change one thing in it.
enum SmallConfiguration {
    static let base = """
        repositories:
          primary: {url: /srv/backup, password: {file: /etc/dr/key}}
        plans:
          app:
            files: {paths: [/srv/app]}
            repository: primary
            schedule: {full: daily at 02:00}
            retention: standard

        """
    static let retention = "keep: {daily: 100}\n"

    /// The sources of an environment, with a file over the base and variables.
    static func sources(
        environment: String = "test",
        base: String = base,
        layer: String? = nil,
        retention: [String: String] = [:],
        variables: [String: String] = [:]
    ) -> ConfigurationSources {
        let policies = ["standard": Self.retention].merging(retention) { $1 }
        return ConfigurationSources(
            environment: environment,
            base: ConfigurationText(name: "base.yml", base),
            layer: layer.map { ConfigurationText(name: environment + ".yml", $0) },
            retention: Dictionary(
                uniqueKeysWithValues: policies.map { ($0, ConfigurationText(name: "retention/\($0).yml", $1)) }
            ),
            variables: variables
        )
    }

    /// The checked configuration.
    static func effective(
        layer: String? = nil,
        variables: [String: String] = [:]
    ) throws -> EffectiveConfiguration {
        try EffectiveConfiguration(sources(layer: layer, variables: variables))
    }
}
