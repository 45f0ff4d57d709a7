import ArgumentParser

/// What every command takes that looks at the drills of an environment.
struct DrillAccessOptions: ParsableArguments {
    @OptionGroup(title: "Environment options")
    var installation: InstallationOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions
}

/// A verb on the drills of an environment.
protocol DrillAccessCommand: ToolCommand {
    /// The options that all of these have.
    var access: DrillAccessOptions { get }
}

extension DrillAccessCommand {
    var installation: InstallationOptions { access.installation }
    var output: OutputOptions { access.output }
}
