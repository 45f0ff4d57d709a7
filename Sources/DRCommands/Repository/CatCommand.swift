import ArgumentParser
import DRCore
import DRRepository
import DRStorage

/// `dr cat`: shows one object of a repository, decrypted.
struct CatCommand: RepositoryCommand {
    static let configuration = CommandConfiguration(
        commandName: "cat",
        abstract: "Show one object of the repository, decrypted.",
        usage: "dr cat [options] KIND [ID]",
        discussion: """
            A snapshot is named as everywhere. A tree is named by a snapshot, SNAPSHOT:PATH, or its blob id. Others are \
            named by an id or a unique start of it.
            """
    )

    /// The kinds of object.
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case config
        case key
        case index
        case snapshot
        case tree
        case blob
        case pack
        case lock
    }

    @OptionGroup(title: "Repository options")
    var repository: RepositoryOptions

    @OptionGroup(title: "Configuration options")
    var installation: InstallationOptions

    @OptionGroup
    var reading: ReadingOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    @Argument(help: "What: \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var kind: Kind

    @Argument(help: "Which one; not for the config.")
    var id: String?

    func validate() throws {
        guard (kind == .config) == (id == nil) else {
            throw ValidationError(kind == .config ? "There is one config; give no id." : "Give the id of the \(kind).")
        }
        guard !(output.json && (kind == .blob || kind == .pack)) else {
            throw ValidationError("A \(kind) is raw bytes, which --json cannot show.")
        }
    }

    func execute(_ context: CommandContext) throws {
        // What a lock says must be readable while it is held.
        let lock = kind == .lock ? nil : reading.lock
        let content = try context.withRepository(repository, lock: lock) { opened in
            try ObjectReader(repository: opened, codec: try opened.makeCodec()).read(kind, id ?? "")
        }
        switch kind {
        case .blob, .pack:
            try context.output.bytes(content.bytes)
            try context.output.flush()
        default:
            try context.emit("object", text: JSONIndentation.text(content.bytes)) { json in
                json.key("kind")
                json.string(kind.rawValue)
                json.key("content")
                json.raw(content.bytes)
            }
            try context.summary()
        }
    }
}
