import ArgumentParser
import DRRepository
import DRStorage

extension KeyCommand {
    /// `dr key passwd`: another password in place of the one in use.
    struct ChangePassword: RepositoryAccessCommand {
        static let configuration = CommandConfiguration(
            commandName: "passwd",
            abstract: "Put a new password in place of the one in use.",
            usage: "dr key passwd [options]",
            discussion: "The new key is added and tried before the old one is removed, so that one always works."
        )

        @OptionGroup
        var access: RepositoryAccessOptions

        @OptionGroup(title: "New password")
        var password: NewPasswordOptions

        func execute(_ context: CommandContext) throws {
            let opened = try context.open(repository)
            let old = opened.keyID
            let new = try password.read(context)
            let id = try context.withLock(opened, repository, .exclusive) { _ in
                try opened.changePassword(to: new)
            }
            try context.summary("changed the password: key \(id.short) in place of \(old.short)") { json in
                json.key("id")
                json.id(id)
                json.key("replaced")
                json.id(old)
            }
        }
    }
}
