import DRCore
import DRRepository

/// What a running command has at hand: where its results and messages go, and whether it should stop.
///
/// Used from the main thread alone; `messages` and `cancellation` may be handed to other threads.
final class CommandContext {
    /// Results, on standard output.
    let output = StandardOutput()
    /// Messages and progress, on standard error.
    let messages: Messages
    /// Set when the user or the system asks for a stop.
    let cancellation = ProcessSignals.cancellation
    /// Whether results are written as JSON, one object a line.
    let isJSON: Bool
    /// The exit code of work that was done, though not all of it; nil when all is well.
    var outcome: DRError.Code?
    /// The exit code where another program prescribes its meaning; it wins over `outcome`.
    var status: Int32?

    /// What the command line says of the configuration; nil for a command that has nothing to do with a repository.
    let installation: InstallationOptions?
    /// The plan whose snapshots, or whose log, are meant.
    let plan: String?
    /// Where the repository was found, so that the configuration is read once.
    var foundPlace: RepositoryPlace?

    init(_ command: any ToolCommand, _ messages: Messages) {
        self.messages = messages
        isJSON = command.output.json
        installation = (command as? any RepositoryCommand)?.installation
        plan = (command as? any SnapshotChoiceCommand)?.choice.plan ?? (command as? any WALRepositoryCommand)?.plan
        messages.setLevel(command.output.quiet ? .quiet : command.output.verbose ? .verbose : .normal)
    }

    /// Writes one result: an object under `--json`, else the text.
    func emit(_ type: StaticString, text: @autoclosure () -> String, json: (inout JSONWriter) -> Void) throws {
        if isJSON {
            try output.object(type, json)
        } else {
            try output.line(checked: text())
        }
    }

    /// Writes the last object of a command under `--json`; for people the text, if there is one.
    func summary(_ text: @autoclosure () -> String? = nil, json: (inout JSONWriter) -> Void = { _ in }) throws {
        if isJSON {
            try output.object("summary", json)
        } else if let text = text() {
            try output.line(checked: text)
        }
        try output.flush()
    }
}
