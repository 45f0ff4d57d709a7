import ArgumentParser

/// `dr retention`: the retention policies of the configuration.
struct RetentionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention",
        abstract: "Show, apply, check and simulate the retention policies of plans.",
        subcommands: [Plan.self, Apply.self, Check.self, Simulate.self]
    )
}
