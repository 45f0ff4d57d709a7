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

    /// The environment that the command line or `DR_ENVIRONMENT` names.
    var chosen: String? { environment ?? Environment.value("DR_ENVIRONMENT") }

    /// The environment that is named, else all that the folder has.
    ///
    /// - Throws: `DRError` with code `configurationInvalid` when there is none.
    func names(in folder: ConfigurationFolder) throws -> [String] {
        if let chosen { return [chosen] }
        let names = try folder.environments()
        guard names.isEmpty else { return names }
        throw DRError(
            .configurationInvalid,
            "the configuration has no environment",
            object: folder.path,
            hint: "make a file such as \(folder.path)/production.yml beside base.yml"
        )
    }

    /// Reads and checks the configuration.
    ///
    /// - Parameter looksAtSecrets: whether the files with secrets must be there and closed to others.
    /// - Throws: `DRError` with code `configurationInvalid`, with everything that is wrong.
    func load(checksSchedules: Bool = false, looksAtSecrets: Bool = true) throws -> Installation {
        try Installation.load(
            folder(),
            environment: chosen,
            variables: Environment.all,
            checksSchedules: checksSchedules,
            looksAtSecrets: looksAtSecrets
        )
    }
}
