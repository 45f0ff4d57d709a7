import CLinux
import DRCore
import DRLogSocket

/// `dr-wal push` and `dr-wal get`: `dr wal` for PostgreSQL, which starts a program for every file of its log.
///
/// It asks the service and does nothing else, so that it links next to nothing and starts in a millisecond or two. What it
/// does not know, and all work without a service, it leaves to `dr wal`.
@main
enum Main {
    static func main() {
        guard let command = ClientCommand(CommandLine.unsafeArgv), let contract = command.contract else {
            FullProgram.become()
        }
        StopSignals.install()
        let status: Int32?
        do {
            status = try LogCall(command, StopSignals.cancellation).run()
        } catch {
            let failure = error as? DRError ?? DRError(.failed, "\(error)")
            FullProgram.tell(failure)
            status = contract.status(failure.code)
        }
        guard let status else { FullProgram.become() }
        exit(status)
    }
}
