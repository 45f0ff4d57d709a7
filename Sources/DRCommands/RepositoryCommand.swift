/// A verb that works on a repository, which the command line or the configuration names.
protocol RepositoryCommand: ToolCommand {
    /// Which repository, and how it is opened.
    var repository: RepositoryOptions { get }
    /// The configuration that may declare it.
    var installation: InstallationOptions { get }
}

/// A verb on some of the snapshots of a repository.
protocol SnapshotChoiceCommand: RepositoryCommand {
    /// Which snapshots; a plan among it decides on the repository too.
    var choice: SnapshotFilterOptions { get }
}
