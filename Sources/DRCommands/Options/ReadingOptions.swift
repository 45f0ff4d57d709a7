import ArgumentParser

/// How a command that only reads protects itself from a prune that runs at the same time.
struct ReadingOptions: ParsableArguments {
    @Flag(help: "Take no lock, as for a repository that is read-only; a prune at the same time may then disturb.")
    var noLock = false

    /// The lock to take.
    var lock: CommandContext.Lock? { noLock ? nil : .shared }
}
