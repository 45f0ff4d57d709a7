import ArgumentParser

/// `dr pg`: what concerns PostgreSQL clusters.
struct PostgresCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pg",
        abstract: "Prove that PostgreSQL clusters can be recovered, and take data out of the past.",
        subcommands: [PostgresVerify.self, PostgresExtract.self]
    )
}
