import ArgumentParser
import DRCore
import DRRepository
import DRStorage

/// Turns whatever a command threw into a message with a next step and an exit code.
enum ErrorReport {
    /// The error for the user.
    static func error(from error: any Error) -> DRError {
        switch error {
        case let error as DRError: return error
        case let failure as StorageFailure: return DRError(failure)
        default:
            let isUsage = RootCommand.exitCode(for: error) == .validationFailure
            return DRError(
                isUsage ? .usage : .failed,
                sentence(RootCommand.message(for: error)),
                hint: isUsage ? help(for: error) : nil
            )
        }
    }

    /// The line about the right use that belongs to a usage error of the argument parser.
    static func usage(from error: any Error) -> String? {
        guard !(error is DRError), !(error is StorageFailure) else { return nil }
        let line = RootCommand.fullMessage(for: error).split(separator: "\n").first { $0.hasPrefix(usageMark) }
        return line.map { "  usage: " + $0.dropFirst(usageMark.count) }
    }

    private static let usageMark = "Usage: "

    /// The command that explains, which the argument parser names in quotes.
    private static func help(for error: any Error) -> String? {
        let line = RootCommand.fullMessage(for: error).split(separator: "\n").last { $0.hasPrefix("  See '") }
        return line.flatMap { $0.split(separator: "'").dropFirst().first }.map(String.init)
    }

    /// Writes the message to standard error, and under `--json` an object to standard output.
    static func print(_ error: DRError, usage: String?, asJSON: Bool, _ messages: Messages) {
        messages.clearStatus()
        messages.write(MessageText.of(error, usage: usage))
        guard asJSON else { return }
        let output = StandardOutput()
        do {
            try output.object("error") { json in
                json.key("code")
                json.number(Int(error.code.rawValue))
                json.key("message")
                json.string(error.message)
                if let object = error.object {
                    json.key("object")
                    json.string(object)
                }
                if let hint = error.hint {
                    json.key("hint")
                    json.string(hint)
                }
                if !error.details.isEmpty {
                    json.key("details")
                    json.beginArray()
                    for detail in error.details { json.string(detail.description) }
                    json.endArray()
                }
            }
            try output.flush()
        } catch {
            messages.write("dr: the error could not be written to standard output")
        }
    }

    /// The message of the argument parser, which may be a list, as one sentence in the style of `dr`.
    private static func sentence(_ message: String) -> String {
        var lines = message.split(separator: "\n").map { line in
            String(line.drop { $0 == " " || $0 == "-" })
        }
        let first = lines.isEmpty ? message : lines.removeFirst()
        let text = lines.isEmpty ? first : first + " " + lines.joined(separator: ", ")
        let start = text.prefix(1).lowercased() + text.dropFirst()
        return start.hasSuffix(".") ? String(start.dropLast()) : start
    }
}
