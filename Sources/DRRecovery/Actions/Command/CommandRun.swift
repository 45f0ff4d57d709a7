import CLinux
import DRCore
import DRWorkloads

/// A program that a step runs to its end, in a group of its own, so that what it started ends with it.
struct CommandRun {
    /// Its exit code, or 128 and the signal that ended it.
    var status: Int32
    /// What it printed, its errors too; the first megabyte.
    var output: String

    private static let outputLimit = 1 << 20

    /// Whether a program is there.
    ///
    /// - Throws: `DRError` when it is not found through PATH, or may not be run.
    static func find(_ program: String) throws { try ProgramStart.find(program) }

    /// Runs a program, found through PATH, without a shell and with an empty standard input.
    ///
    /// When the time is over or the action is to stop, the whole group is ended: with TERM, two seconds later with KILL.
    ///
    /// - Throws: `DRError` when it cannot be started, or was ended.
    static func run(_ words: [String], _ context: ActionContext) throws -> CommandRun {
        var program = BoundedProgram(words)
        program.keepsErrors = true
        program.outputLimit = outputLimit
        program.keepsEnd = false
        let outcome = try program.run(checking: context.check)
        return CommandRun(status: outcome.status.shellCode, output: String(decoding: outcome.output, as: UTF8.self))
    }

    /// Runs a program to its end whose output is too much to hold; its output and errors go to a file.
    ///
    /// - Returns: its exit code, or 128 and the signal that ended it.
    /// - Throws: `DRError` when it cannot be started, or was ended.
    @discardableResult
    static func run(_ words: [String], outputTo path: String, _ context: ActionContext) throws -> Int32 {
        let file = try FileDescriptor.open(path, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
        var start = ProgramStart(words)
        start.keepsErrors = true
        let program = try start.start(output: file.raw)
        do {
            return try program.wait(context.check).shellCode
        } catch {
            program.end()
            throw error
        }
    }

    /// Starts a program that outlives `dr`, in a session of its own; its output goes to a file of the drill.
    ///
    /// - Throws: `DRError` when it cannot be started.
    static func startDetached(_ words: [String], directory: String) throws {
        let log = directory + "/started.log"
        let file = try FileDescriptor.open(log, O_WRONLY | O_CREAT | O_APPEND, mode: 0o600)
        var start = ProgramStart(words)
        start.keepsErrors = true
        start.group = .session
        try start.start(output: file.raw).release()
    }
}
