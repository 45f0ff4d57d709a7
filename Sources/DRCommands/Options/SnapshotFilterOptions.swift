import ArgumentParser
import DRRepository

/// Which snapshots a command is about.
struct SnapshotFilterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only snapshots of this plan of the configuration; in its repository unless another is named.",
            valueName: "name"
        )
    )
    var plan: String?

    @Option(help: ArgumentHelp("Only snapshots of this host; may be repeated.", valueName: "name"))
    var host: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only snapshots with all of these tags, separated by commas; may be repeated for alternatives.",
            valueName: "tags"
        )
    )
    var tag: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only snapshots of this absolute path; may be repeated, all must be there.",
            valueName: "path"
        ),
        completion: .file()
    )
    var path: [String] = []

    /// The conditions together.
    ///
    /// - Parameter planTags: the tags that snapshots of the plan bear, all of them; empty without a plan.
    func filter(planTags: [String]) -> SnapshotFilter {
        let lists = tag.map { list in list.split(separator: ",").map(String.init) + planTags }
        return SnapshotFilter(
            hosts: host,
            tags: lists.isEmpty && !planTags.isEmpty ? [planTags] : lists,
            paths: path
        )
    }
}
