import ArgumentParser
import DRCore
import DRRepository

/// How far a prune goes.
struct PruneLimitOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How much may stay unused: a share such as 5%, a size such as 500M, or unlimited.",
            valueName: "limit"
        )
    )
    var maxUnused = "5%"

    @Option(help: ArgumentHelp("Rewrite at most so much, such as 10G.", valueName: "size"))
    var maxRepackSize: ByteCountArgument?

    /// The options of the engine.
    ///
    /// - Throws: `DRError` (usage) for a malformed limit.
    func options(isDryRun: Bool) throws -> PruneOptions {
        PruneOptions(
            isDryRun: isDryRun,
            maxUnused: try UnusedLimit(parsing: maxUnused),
            maxRepackSize: maxRepackSize?.bytes
        )
    }
}
