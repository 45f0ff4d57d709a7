import ArgumentParser
import DRRepository

/// What a new snapshot says about itself.
struct SnapshotMarkOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Tags, separated by commas; may be repeated.", valueName: "tags"))
    var tag: [String] = []

    @Option(help: ArgumentHelp("The name of the host (default: that of this machine).", valueName: "name"))
    var host: String?

    @Option(help: ArgumentHelp("The time of the snapshot (default: now).", valueName: "time"))
    var time: TimeArgument?

    /// The host that the snapshot names.
    var hostname: String { host ?? HostIdentity.current.hostname }

    /// The tags of the user, each once; the backup adds its kind.
    var tags: [String] {
        tag.flatMap { $0.split(separator: ",").map(String.init) }.reduce(into: []) { tags, tag in
            if !tags.contains(tag) { tags.append(tag) }
        }
    }
}
