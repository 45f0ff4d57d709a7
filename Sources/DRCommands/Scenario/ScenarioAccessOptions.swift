import ArgumentParser

/// What every command takes that reads scenarios.
struct ScenarioAccessOptions: ParsableArguments {
    @OptionGroup(title: "Scenario options")
    var folder: ScenarioFolderOptions

    @OptionGroup(title: "Environment options")
    var installation: InstallationOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions
}

/// A verb that reads scenarios.
protocol ScenarioAccessCommand: ToolCommand {
    /// The options that all of these have.
    var access: ScenarioAccessOptions { get }
}

extension ScenarioAccessCommand {
    var folder: ScenarioFolderOptions { access.folder }
    var installation: InstallationOptions { access.installation }
    var output: OutputOptions { access.output }
}
