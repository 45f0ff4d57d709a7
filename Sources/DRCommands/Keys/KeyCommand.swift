import ArgumentParser

/// `dr key`: the passwords that open a repository.
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "List, add, remove and change the passwords of the repository.",
        subcommands: [List.self, Add.self, Remove.self, ChangePassword.self]
    )
}
