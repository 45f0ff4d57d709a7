import ArgumentParser

/// `dr wal`: the write-ahead log of PostgreSQL clusters.
struct WALCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wal",
        abstract: "Archive the write-ahead log of PostgreSQL, and hand it out for recovery.",
        subcommands: [Push.self, Get.self, Serve.self, Receive.self, Adopt.self]
    )
}
