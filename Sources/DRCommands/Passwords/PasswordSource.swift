import CLinux
import DRCore
import DROperations

/// Where the password of a repository comes from.
enum PasswordSource {
    /// A file that holds the password and nothing else.
    case file(String)
    /// A program with its arguments; the first line that it prints.
    case command(String)
    /// The value of `DR_PASSWORD`.
    case value(Secret<[UInt8]>)
    /// What the configuration refers to.
    case configured(ConfiguredRepository)
    /// Nothing is set: the user is asked.
    case prompt

    /// The source that the options name, else the configuration that declares the repository, else the variables: file
    /// before command before value.
    init(_ options: RepositoryOptions, _ context: CommandContext) throws {
        if let path = options.passwordFile {
            self = .file(path)
        } else if let command = options.passwordCommand {
            self = .command(command)
        } else if case .configured(let repository) = try context.place(options) {
            self = .configured(repository)
        } else if let path = Environment.value("DR_PASSWORD_FILE") {
            self = .file(path)
        } else if let command = Environment.value("DR_PASSWORD_COMMAND") {
            self = .command(command)
        } else if let password = Environment.value("DR_PASSWORD") {
            self = .value(Secret([UInt8](password.utf8)))
        } else {
            self = .prompt
        }
    }

    /// Whether a person types it and may try again.
    var isInteractive: Bool { if case .prompt = self { true } else { false } }

    /// The password of a repository that is there.
    ///
    /// - Throws: `DRError` when the source gives none.
    func read(_ context: CommandContext, asking question: String = "password of the repository: ") throws
        -> Secret<[UInt8]>
    {
        switch self {
        case .file(let path): try PasswordFile.read(path, context.messages)
        case .command(let text): try PasswordCommand.run(text, context.cancellation)
        case .value(let password): password
        case .configured(let repository):
            try RepositoryAccess(repository.installation, cancellation: context.cancellation) {
                [messages = context.messages] in messages.note("dr: " + $0)
            }.password(repository.name)
        case .prompt:
            Secret(try prompt(context).ask(question))
        }
    }

    /// A password for something new: one that is typed is asked for twice.
    func readNew(_ context: CommandContext, asking question: String) throws -> Secret<[UInt8]> {
        let password = isInteractive ? Secret(try prompt(context).askNew(question)) : try read(context)
        guard !password.revealed.isEmpty else {
            throw DRError(.usage, "the new password is empty", hint: "choose one, and keep a copy away from here")
        }
        return password
    }

    private func prompt(_ context: CommandContext) throws -> Prompt {
        guard Prompt.isPossible else {
            throw DRError(
                .usage,
                "no password was given, and there is no terminal to ask on",
                hint: "use --password-file, --password-command, DR_PASSWORD_FILE, DR_PASSWORD_COMMAND or DR_PASSWORD"
            )
        }
        return Prompt(cancellation: context.cancellation)
    }
}
