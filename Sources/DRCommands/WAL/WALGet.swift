import ArgumentParser
import DRCore
import DRLogSocket
import DROperations
import DRRepository

extension PartialPolicy: ExpressibleByArgument {}

extension WALCommand {
    /// `dr wal get`: the restore command.
    struct Get: WALRepositoryCommand {
        static let configuration = CommandConfiguration(
            commandName: "get",
            abstract: "Fetch a file of the write-ahead log: 0 found, 1 certainly absent, 126 on any doubt.",
            usage: "dr wal get [options] NAME FILE",
            discussion: """
                For restore_command = 'dr wal get --plan NAME -e ENVIRONMENT %f %p'. To the server, 1 is the end of the \
                log, after which it opens for writing; so only a file that is certainly not archived ends with 1. What \
                fails is tried again for a while, and then ends with 126, which stops the server; a standby gets 1, as \
                it asks again and does not promote itself.
                """
        )

        @OptionGroup
        var access: RepositoryAccessOptions

        @OptionGroup(title: "Service options")
        var service: WALServiceOptions

        @Option(help: ArgumentHelp("The plan whose log it is.", valueName: "name"))
        var plan: String?

        @Option(
            help: ArgumentHelp(
                "The cluster (default: that of the data directory one is in).",
                valueName: "system identifier"
            )
        )
        var cluster: UInt64?

        @Option(
            help: ArgumentHelp(
                "Whether an unfinished last segment is handed out: auto, always, never; auto does unless a newer "
                    + "timeline goes on from it.",
                valueName: "when"
            )
        )
        var partial = PartialPolicy.auto

        @Option(help: ArgumentHelp("Try again for so long.", valueName: "duration"))
        var retry: WaitingTime = WaitingTime(seconds: StandbyPatience.usual)

        @Argument(help: ArgumentHelp("The name of the file, %f.", valueName: "name"))
        var name: String

        @Argument(help: ArgumentHelp("Where it goes, %p.", valueName: "file"))
        var file: String

        func execute(_ context: CommandContext) throws {
            let isStandby = StandbyPatience.isStandby
            do {
                try fetch(context, patience: StandbyPatience.seconds(of: retry.seconds, isStandby: isStandby))
            } catch {
                guard isStandby, !context.cancellation.isCancelled else { throw error }
                context.messages.warning(ErrorReport.error(from: error).description)
                context.status = ServerContract.absent
            }
        }

        private func fetch(_ context: CommandContext, patience: Double) throws {
            try WALIdentity.requireName(name)
            let identity = try WALIdentity.require(cluster, server: ".", name)
            let found = try WALFetch(self, context, cluster: identity, patience: patience).run()
            if !found {
                context.messages.detail("dr: not archived: \(name)")
                context.status = ServerContract.absent
            }
            try context.summary { json in
                json.key("file")
                json.string(name)
                json.key("found")
                json.bool(found)
            }
        }
    }
}
