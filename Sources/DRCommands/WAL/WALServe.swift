import ArgumentParser
import CLinux
import DRCore
import DRLogSocket
import DROperations
import DRPolicy
import DRRepository
import DRStorage
import Synchronization

extension WALCommand {
    /// `dr wal serve`: keeps the repository open for `push` and `get`.
    struct Serve: WALRepositoryCommand {
        static let configuration = CommandConfiguration(
            commandName: "serve",
            abstract: "Keep the repository open for push and get, which are quick then, until told to stop.",
            usage: "dr wal serve [options]",
            discussion: """
                The daemon of 'dr schedule run' does this for each plan of a PostgreSQL cluster; this command is for a \
                machine without it. Files are stored in batches, and read ahead in a recovery; each is acknowledged only \
                when the repository holds it. Root and the owner of the data directory may ask.
                """
        )

        @OptionGroup
        var access: RepositoryAccessOptions

        @Option(help: ArgumentHelp("The plan whose log it is.", valueName: "name"))
        var plan: String?

        @Option(
            help: ArgumentHelp("Where to listen (default: what the configuration of the plan says).", valueName: "path")
        )
        var socket: String?

        @Option(help: ArgumentHelp("End when nobody has asked for so long.", valueName: "duration"))
        var idle: WaitingTime?

        @Option(
            help: ArgumentHelp(
                "End with the server of this data directory, or when the configuration changes.",
                valueName: "folder"
            )
        )
        var withServer: String?

        func execute(_ context: CommandContext) throws {
            if withServer != nil { clinux_close_from(3) }
            // Somebody waits for it.
            Scrypt.threads.store(WorkerThread.processorCount, ordering: .relaxed)
            let patience = idle?.seconds ?? Double.infinity
            let (service, watch) = try service(context)
            context.messages.note("dr: serving the write-ahead log")
            try service.run {
                let quiet = service.idle
                return !context.cancellation.isCancelled && quiet < patience
                    && watch?.hasEnded(isIdle: quiet > 0) != true
            }
            try context.summary { json in
                json.key("stopped")
                json.bool(true)
            }
        }

        private func service(_ context: CommandContext) throws -> (WALService, OwnServiceWatch?) {
            let note: @Sendable (String) -> Void = { [messages = context.messages] in messages.note("dr: " + $0) }
            let place = try socket.map { try AbsolutePath.of($0) }
            var installation: Installation?
            if case .configured(let configured) = try context.place(repository) {
                installation = configured.installation
            }
            if withServer == nil, let installation {
                let plan = try chosenPlan(installation)
                let service = try WALService(
                    installation,
                    plan: plan,
                    socket: place,
                    cancellation: context.cancellation,
                    note: note
                )
                return (service, nil)
            }
            guard let place else {
                throw DRError(.usage, "no place to listen is named", hint: "name one with --socket")
            }
            let users = withServer == nil ? WALSocket.users(dataDirectory: nil) : []
            let service = WALService(try site(context), socket: place, users: users, note: note)
            let plan = try installation.map { try chosenPlan($0) }
            return (service, withServer.map { OwnServiceWatch(server: $0, installation, plan: plan) })
        }
    }
}
