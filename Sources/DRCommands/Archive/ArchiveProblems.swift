import DRCore
import DRWorkloads

/// Reports what an archive or a snapshot cannot hold.
enum ArchiveProblems {
    /// A handler that warns of each entry.
    static func warn(_ messages: Messages) -> @Sendable (SourceProblem) -> Void {
        { problem in messages.warning(problem.reason, object: problem.path) }
    }

    /// Remembers that the work was done, but not all of it.
    static func note(isIncomplete: Bool, _ context: CommandContext) {
        if isIncomplete { context.outcome = .sourcesUnreadable }
    }
}
