import ArgumentParser

/// What every command takes that works on a repository as a whole.
struct RepositoryAccessOptions: ParsableArguments {
    @OptionGroup(title: "Repository options")
    var repository: RepositoryOptions

    @OptionGroup(title: "Configuration options")
    var installation: InstallationOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions
}

/// A verb on a repository as a whole.
protocol RepositoryAccessCommand: RepositoryCommand {
    /// The options that all of these have.
    var access: RepositoryAccessOptions { get }
}

extension RepositoryAccessCommand {
    var repository: RepositoryOptions { access.repository }
    var installation: InstallationOptions { access.installation }
    var output: OutputOptions { access.output }
}
