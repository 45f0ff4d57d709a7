import ArgumentParser
import CLinux
import DRCore
import DRLogSocket
import DROperations

/// Which service of the log is asked before a command works alone.
struct WALServiceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The socket of the service (default: what the configuration of the plan says).",
            valueName: "path"
        ),
        completion: .file()
    )
    var socket: String?

    @Flag(help: "Work alone, also when a service listens.")
    var alone = false

    /// The client of the service of a plan; nil without one.
    ///
    /// The usual place is looked at before the configuration is read, which takes longer.
    func client(_ command: some WALRepositoryCommand, _ context: CommandContext) throws -> WALClient? {
        guard !alone else { return nil }
        if let socket { return WALClient(socket: socket, cancellation: context.cancellation) }
        if let plan = command.plan, let environment = command.installation.chosen {
            let usual = WALSocket.usual(environment: environment, plan: plan)
            if access(usual, F_OK) == 0 { return WALClient(socket: usual, cancellation: context.cancellation) }
        }
        guard case .configured(let configured) = try context.place(command.repository) else { return nil }
        let plan = try command.chosenPlan(configured.installation)
        let path = WALSocket.path(configured.installation, plan: plan)
        return WALClient(socket: path, cancellation: context.cancellation)
    }
}
