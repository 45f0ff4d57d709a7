/// What a configuration is made of, as it was read.
package struct ConfigurationSources: Sendable {
    /// The name of the environment.
    package var environment: String
    /// `base.yml`.
    package var base: ConfigurationText
    /// `<environment>.yml`.
    package var layer: ConfigurationText?
    /// The retention policies, by the names of their files without `.yml`.
    package var retention: [String: ConfigurationText]
    /// The variables of the environment.
    package var variables: [String: String]

    /// Takes what was read.
    package init(
        environment: String,
        base: ConfigurationText,
        layer: ConfigurationText?,
        retention: [String: ConfigurationText] = [:],
        variables: [String: String] = [:]
    ) {
        self.environment = environment
        self.base = base
        self.layer = layer
        self.retention = retention
        self.variables = variables
    }
}
