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

        @Option(help: ArgumentHelp("End with the server of this data directory.", valueName: "folder"))
        var recovery: String?

        /// A recovery asks at least so often, in seconds: a server that waits for more asks every five.
        private static let recoveryIdle = 60.0

        func execute(_ context: CommandContext) throws {
            if recovery != nil { clinux_close_from(3) }
            // Somebody waits for it.
            Scrypt.threads.store(WorkerThread.processorCount, ordering: .relaxed)
            let watch = recovery.map(ServerWatch.init)
            let patience = idle?.seconds ?? (recovery == nil ? Double.infinity : Self.recoveryIdle)
            let service = try service(context)
            context.messages.note("dr: serving the write-ahead log")
            try service.run {
                !context.cancellation.isCancelled && service.idle < patience && watch?.isGone() != true
            }
            try context.summary { json in
                json.key("stopped")
                json.bool(true)
            }
        }

        private func service(_ context: CommandContext) throws -> WALService {
            let note: @Sendable (String) -> Void = { [messages = context.messages] in messages.note("dr: " + $0) }
            let place = try socket.map { try AbsolutePath.of($0) }
            if recovery == nil, case .configured(let configured) = try context.place(repository) {
                return try WALService(
                    configured.installation,
                    plan: chosenPlan(configured.installation),
                    socket: place,
                    cancellation: context.cancellation,
                    note: note
                )
            }
            guard let place else {
                throw DRError(.usage, "no place to listen is named", hint: "name one with --socket")
            }
            let users = recovery == nil ? WALSocket.users(dataDirectory: nil) : []
            return WALService(try site(context), socket: place, users: users, note: note)
        }
    }
}
