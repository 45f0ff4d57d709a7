import ArgumentParser

/// A verb of the command line.
protocol ToolCommand: ParsableCommand {
    /// How it reports.
    var output: OutputOptions { get }

    /// Does the work; what it throws becomes the message and the exit code of the process.
    func execute(_ context: CommandContext) throws
}
