import ArgumentParser
import DRRepository
import DRStorage

extension KeyCommand {
    /// `dr key remove`: a password less.
    struct Remove: RepositoryAccessCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove",
            abstract: "Remove a key; the one in use is refused.",
            usage: "dr key remove [options] ID",
            discussion: """
                Whoever had the password and a copy of the key file can still open the repository: the master key \
                stays the same. Against that only a new repository helps.
                """
        )

        @OptionGroup
        var access: RepositoryAccessOptions

        @Argument(help: "The id of the key or a unique start of it.")
        var id: String

        func execute(_ context: CommandContext) throws {
            let key = try context.withRepository(repository, lock: .exclusive) { opened in
                let key = try ObjectLookup.resolve(id, .key, in: opened.backend)
                try opened.removeKey(key)
                return key
            }
            try context.summary("removed key \(key.short)") { json in
                json.key("id")
                json.id(key)
            }
        }
    }
}
