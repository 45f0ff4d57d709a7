import ArgumentParser

/// `dr repair`: gets a damaged repository into order again.
struct RepairCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repair",
        abstract: "Save what is left of a damaged repository.",
        discussion: """
            First copy the repository away if you can, and find out why it is damaged. Then, as far as dr verify asks for it:
            repair index (an index or a pack is missing or damaged), repair packs (a pack is damaged), \
            a backup (stores again what the sources still have), repair snapshots (some content is lost for good).
            """,
        subcommands: [Index.self, Packs.self, Snapshots.self]
    )
}
