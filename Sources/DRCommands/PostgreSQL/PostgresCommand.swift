import ArgumentParser

/// `dr pg`: what concerns PostgreSQL clusters.
struct PostgresCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pg",
        abstract: "Show and prove what of PostgreSQL clusters can be recovered, and take data out of the past.",
        subcommands: [PostgresStatus.self, PostgresVerify.self, PostgresExtract.self]
    )
}
