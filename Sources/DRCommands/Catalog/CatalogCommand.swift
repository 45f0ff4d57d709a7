import ArgumentParser

/// `dr catalog`: what this machine remembers of its runs.
struct CatalogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog",
        abstract: "Work on what this machine remembers of its runs.",
        subcommands: [CatalogRebuild.self]
    )
}
