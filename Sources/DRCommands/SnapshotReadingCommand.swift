/// A verb that reads one snapshot.
protocol SnapshotReadingCommand: SnapshotChoiceCommand {
    /// The options that all of these have.
    var access: SnapshotAccessOptions { get }
}

extension SnapshotReadingCommand {
    var repository: RepositoryOptions { access.repository }
    var installation: InstallationOptions { access.installation }
    var reading: ReadingOptions { access.reading }
    var output: OutputOptions { access.output }
    var choice: SnapshotFilterOptions { access.choice }
}
