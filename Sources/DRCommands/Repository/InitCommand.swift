import ArgumentParser
import DRCore
import DRRepository
import DRStorage

/// `dr init`: makes a repository.
struct InitCommand: RepositoryAccessCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a new repository.",
        usage: "dr init [options]",
        discussion: """
            Whoever has the password can read everything, and without it nothing can be read: keep a copy of it in a \
            place that does not depend on this machine.
            """
    )

    @OptionGroup
    var access: RepositoryAccessOptions

    @Option(help: "Format version: 2, or 1 for programs that know no compression.")
    var repositoryVersion = 2

    func validate() throws {
        guard (1...2).contains(repositoryVersion) else {
            throw ValidationError("The repository version is 1 or 2.")
        }
    }

    func execute(_ context: CommandContext) throws {
        let storage = try context.storage(repository)
        let password = try PasswordSource(repository, context).readNew(
            context,
            asking: "password for the new repository"
        )
        let made = try Repository.create(at: storage, password: password, version: repositoryVersion)
        try context.summary("made repository \(made.config.id.prefix(10)) at \(Printable.text(storage.location))") {
            json in
            json.key("repository")
            json.string(storage.location)
            json.key("id")
            json.string(made.config.id)
            json.key("version")
            json.number(made.config.version)
        }
        context.messages.note(
            """
            Without its password nothing in it can be read: keep a copy away from this machine.
              next: dr backup PATH
            """
        )
    }
}
