import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRecovery

/// Where the scenarios lie.
struct ScenarioFolderOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder of the scenarios (default: $DR_SCENARIOS, scenarios in or beside the configuration).",
            valueName: "folder"
        ),
        completion: .directory
    )
    var scenarios: String?

    /// The folder that is used.
    ///
    /// - Throws: `DRError` when there is none.
    func folder(_ installation: InstallationOptions) throws -> ScenarioFolder {
        let configuration = installation.config ?? Environment.value("DR_CONFIG")
        let known = configuration ?? ["config", "/etc/dr"].first { FileBytes.isDirectory($0) }
        return try .find(scenarios ?? Environment.value("DR_SCENARIOS"), configuration: known)
    }
}
