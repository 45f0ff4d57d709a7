import ArgumentParser
import DRCore
import DRLogSocket
import DROperations
import DRRepository
import DRWorkloads

extension WALCommand {
    /// `dr wal push`: the archive command.
    struct Push: WALRepositoryCommand {
        static let configuration = CommandConfiguration(
            commandName: "push",
            abstract: "Store a file of the write-ahead log; ends with 0 only when the repository holds it.",
            usage: "dr wal push [options] FILE",
            discussion: """
                For archive_command = 'dr wal push --plan NAME -e ENVIRONMENT %p'. The same file again is a success; \
                another content under a name that is archived is refused, and so is a file of another cluster. A \
                failure ends with a code from 1 to 125, so that the server counts it and tries again. A service ('dr wal \
                serve', or the daemon of 'dr schedule run') stores many files at once; where none listens, the archive \
                command of a server starts one for itself, which ends with the server, or after ten minutes without work.
                """
        )

        @OptionGroup
        var access: RepositoryAccessOptions

        @OptionGroup(title: "Service options")
        var service: WALServiceOptions

        @Option(help: ArgumentHelp("The plan whose log it is.", valueName: "name"))
        var plan: String?

        @Option(help: ArgumentHelp("The cluster, when the file does not tell.", valueName: "system identifier"))
        var cluster: UInt64?

        @Argument(help: ArgumentHelp("The path of the file, %p.", valueName: "file"))
        var file: String

        func execute(_ context: CommandContext) throws {
            let source = try WALSource(path: AbsolutePath.of(file))
            let new = try store(source, context)
            if !new { context.messages.detail("dr: archived already, with the same content: \(source.name.name)") }
            try context.summary { json in
                json.key("file")
                json.string(source.name.name)
                json.key("new")
                json.bool(new)
            }
        }

        /// Whether the file was new: a service stores it that listens or is started now, else this process.
        private func store(_ source: WALSource, _ context: CommandContext) throws -> Bool {
            if let client = try service.client(self, context), let isNew = try ask(client, source) { return isNew }
            if !service.alone, service.socket == nil {
                let own = OwnService(.archiving, self, context)
                if let client = own.running(), let isNew = try ask(client, source) { return isNew }
                if let client = own.started(), let isNew = try ask(client, source) { return isNew }
            }
            let identity = try WALIdentity.require(WALIdentity.cluster(of: source), named: cluster, source)
            return try WALArchiver(site(context)).store([source], of: identity) > 0
        }

        /// What the service says; nil when it does not answer, also when it ended before the file was durable.
        private func ask(_ client: WALClient, _ source: WALSource) throws -> Bool? {
            switch try client.push(source.path, cluster: cluster) {
            case .stored(let isNew): return isNew
            case .failed(let error): throw error
            case .found, .absent, .listening, nil: return nil
            }
        }
    }
}
