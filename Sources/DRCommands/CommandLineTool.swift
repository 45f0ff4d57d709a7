import ArgumentParser
import CLinux
import DRCore
import DRLogSocket

/// The command line of `dr`.
package enum CommandLineTool {
    /// Runs the command that the process arguments name, and exits.
    ///
    /// The command runs on the main thread; signals are taken by a thread of their own.
    package static func run() -> Never {
        let wantsJSON = CommandLine.arguments.contains("--json")
        let messages = Messages()
        let status: Int32
        do {
            try ProcessSignals.install(messages)
            status = try run(ByteArguments.read(), messages)
        } catch is ClosedOutput {
            ProcessSignals.endByClosedPipe()
        } catch {
            let failure = ErrorReport.error(from: error)
            ErrorReport.print(failure, usage: ErrorReport.usage(from: error), asJSON: wantsJSON, messages)
            status = ServerContract(CommandLine.arguments)?.status(failure.code) ?? failure.code.rawValue
        }
        exit(status)
    }

    private static func run(_ arguments: [String], _ messages: Messages) throws -> Int32 {
        do {
            var parsed = try RootCommand.parseAsRoot(arguments)
            guard let command = parsed as? any ToolCommand else {
                try parsed.run()
                return 0
            }
            try ByteArguments.requireAllRead()
            let context = CommandContext(command, messages)
            defer { messages.clearStatus() }
            let audit = try CommandAudit(command, context)
            do {
                try command.execute(context)
                try context.output.flush()
            } catch {
                audit?.fail(error)
                throw error
            }
            audit?.end(context.outcome)
            return context.status ?? context.outcome?.rawValue ?? 0
        } catch let error where RootCommand.exitCode(for: error).isSuccess {
            let output = StandardOutput()
            output.line(RootCommand.fullMessage(for: error))
            try output.flush()
            return 0
        }
    }
}
