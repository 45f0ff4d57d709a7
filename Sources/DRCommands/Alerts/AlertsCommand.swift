import ArgumentParser

/// `dr alerts`: what is wrong, and who was told.
struct AlertsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts",
        abstract: "Show alerts, take care of them, and try the ways on which they are told.",
        subcommands: [List.self, Check.self, Acknowledge.self, Resolve.self, Test.self]
    )
}
