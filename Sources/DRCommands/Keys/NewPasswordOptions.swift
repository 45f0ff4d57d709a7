import ArgumentParser
import DRCore

/// Where a new password comes from.
struct NewPasswordOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Read the new password from a file.", valueName: "file"),
        completion: .file()
    )
    var newPasswordFile: String?

    @Option(
        help: ArgumentHelp("Read the new password from the first line that a command prints.", valueName: "command")
    )
    var newPasswordCommand: String?

    func validate() throws {
        guard newPasswordFile == nil || newPasswordCommand == nil else {
            throw ValidationError("--new-password-file and --new-password-command exclude each other.")
        }
    }

    /// The new password, asked for on the terminal when no option names a source.
    func read(_ context: CommandContext) throws -> Secret<[UInt8]> {
        let source: PasswordSource =
            if let newPasswordFile {
                .file(newPasswordFile)
            } else if let newPasswordCommand {
                .command(newPasswordCommand)
            } else {
                .prompt
            }
        guard !source.isInteractive || Prompt.isPossible else {
            throw DRError(
                .usage,
                "no new password was given, and there is no terminal to ask on",
                hint: "use --new-password-file or --new-password-command"
            )
        }
        return try source.readNew(context, asking: "new password")
    }
}
