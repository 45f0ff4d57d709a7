import ArgumentParser
import DRRepository
import DRStorage

extension KeyCommand {
    /// `dr key add`: one more password.
    struct Add: RepositoryAccessCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Add a key, so that one more password opens the repository.",
            usage: "dr key add [options]"
        )

        @OptionGroup
        var access: RepositoryAccessOptions

        @OptionGroup(title: "New password")
        var password: NewPasswordOptions

        @Option(help: ArgumentHelp("The user to record in the key (default: yours).", valueName: "name"))
        var user: String?

        @Option(help: ArgumentHelp("The host to record in the key (default: this one).", valueName: "name"))
        var host: String?

        func execute(_ context: CommandContext) throws {
            let opened = try context.open(repository)
            let new = try password.read(context)
            let id = try context.withLock(opened, repository, .shared) { lock in
                try lock.confirm()
                return try opened.addKey(password: new, username: user, hostname: host)
            }
            try context.summary("added key \(id.short)") { json in
                json.key("id")
                json.id(id)
            }
        }
    }
}
