import ArgumentParser

/// `dr config`: the configuration of plans, repositories and all else that runs unattended.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Check, show and explain the configuration.",
        subcommands: [Check.self, Show.self, Environments.self, Schema.self, Example.self, Recover.self]
    )
}
