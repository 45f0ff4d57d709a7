import ArgumentParser

/// `dr audit`: the log of who did what.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Show and verify the log of who did what.",
        subcommands: [Show.self, Verify.self]
    )
}
