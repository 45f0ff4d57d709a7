import ArgumentParser
import DRCore
import DROperations
import DRPolicy

/// Which environment of which configuration.
struct InstallationOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The environment (default: $DR_ENVIRONMENT, or the only one).", valueName: "name")
    )
    var environment: String?

    @Option(
        help: ArgumentHelp(
            "The folder of the configuration (default: $DR_CONFIG, ./config, /etc/dr).",
            valueName: "folder"
        ),
        completion: .directory
    )
    var config: String?

    /// Whether there is a configuration; one that a variable names must be there.
    func isPresent() throws -> Bool {
        if config != nil || environment != nil || Environment.value("DR_CONFIG") != nil { return true }
        return try ConfigurationFolder.isPresent()
    }

    /// The folder that is used.
    ///
    /// - Throws: `DRError` when there is none.
    func folder() throws -> ConfigurationFolder { try .find(config ?? Environment.value("DR_CONFIG")) }

    /// Reads and checks the configuration.
    ///
    /// - Throws: `DRError` with code `configurationInvalid`, with everything that is wrong.
    func load(checksSchedules: Bool = false) throws -> Installation {
        try Installation.load(
            folder(),
            environment: environment ?? Environment.value("DR_ENVIRONMENT"),
            variables: Environment.all,
            checksSchedules: checksSchedules
        )
    }
}
