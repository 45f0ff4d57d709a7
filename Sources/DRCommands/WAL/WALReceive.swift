import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage

extension WALCommand {
    /// `dr wal receive`: streams the log through a replication slot.
    struct Receive: WALRepositoryCommand {
        static let configuration = CommandConfiguration(
            commandName: "receive",
            abstract: "Stream the log of a plan's cluster into the repository, until told to stop.",
            usage: "dr wal receive [options]",
            discussion: """
                The daemon of 'dr schedule run' does this for plans with postgresql.wal.slot. The slot is made when it \
                is not there; the server keeps what the repository does not hold yet, so set max_slot_wal_keep_size. \
                The unfinished segment is stored every postgresql.wal.tail_interval, and a recovery uses it.
                """
        )

        @OptionGroup
        var access: RepositoryAccessOptions

        @Option(help: ArgumentHelp("The plan.", valueName: "name"))
        var plan: String?

        func execute(_ context: CommandContext) throws {
            guard case .configured(let configured) = try context.place(repository) else {
                throw DRError(.usage, "a receiver needs the plan of a cluster", hint: "name an environment with -e")
            }
            let plan = try chosenPlan(configured.installation)
            let note: @Sendable (String) -> Void = { [messages = context.messages] in messages.note("dr: " + $0) }
            let receiver = try WALReceiver(
                configured.installation,
                plan: plan,
                cancellation: context.cancellation,
                note: note
            )
            guard let receiver else {
                throw DRError(
                    .configurationInvalid,
                    "the plan names no replication slot",
                    object: plan,
                    hint: "set plans.\(plan).postgresql.wal.slot"
                )
            }
            do {
                try receiver.run()
            } catch let error as DRError {
                // To be told to stop is the good end of a receiver.
                guard context.cancellation.isCancelled, error.code == context.cancellation.code else { throw error }
            }
            try context.summary { json in
                json.key("stopped")
                json.bool(true)
            }
        }
    }
}
