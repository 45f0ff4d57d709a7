import ArgumentParser

/// What every command takes that reads a snapshot: the repository, the lock, how it reports, and what "latest" means.
struct SnapshotAccessOptions: ParsableArguments {
    @OptionGroup(title: "Repository options")
    var repository: RepositoryOptions

    @OptionGroup(title: "Configuration options")
    var installation: InstallationOptions

    @OptionGroup
    var reading: ReadingOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    @OptionGroup(title: "Choice of \"latest\"")
    var choice: SnapshotFilterOptions
}
