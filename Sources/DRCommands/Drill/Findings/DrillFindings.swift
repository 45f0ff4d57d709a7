import ArgumentParser

/// `dr drill findings`: what drills found, and what became of it.
struct DrillFindings: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "findings",
        abstract: "Show what drills found and who mends it until when; close findings.",
        subcommands: [List.self, Close.self],
        defaultSubcommand: List.self
    )
}
