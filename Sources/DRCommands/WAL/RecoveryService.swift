import CLinux
import DRCore
import DRLogSocket
import DROperations

/// The service that a recovery starts for itself, so that one key is derived for all segments, and they are read ahead.
///
/// It ends with the server that is recovered, or when nobody has asked for a while.
enum RecoveryService {
    /// Seconds in which a service that was just started must answer; it opens the repository afterwards.
    private static let startTime = 5.0

    /// Where the service of this recovery listens; nil where no server is recovered, whose end could be waited for.
    private static func socket(_ command: WALCommand.Get) throws -> String? {
        guard access("postmaster.pid", F_OK) == 0 else { return nil }
        return try WALSocket.recovery(server: AbsolutePath.of("."), words: place(command).words)
    }

    /// The client of a service that an earlier call has started; no configuration needs to be read for it.
    static func running(_ command: WALCommand.Get, _ context: CommandContext) -> WALClient? {
        do {
            guard let socket = try socket(command), access(socket, F_OK) == 0 else { return nil }
            return WALClient(socket: socket, cancellation: context.cancellation)
        } catch {
            // Somebody else has the folder: without a service there is another way.
            context.messages.detail("dr: no service for the recovery: \(ErrorReport.error(from: error).description)")
            return nil
        }
    }

    /// The client of a service that is started now; nil when it cannot be.
    static func started(_ command: WALCommand.Get, _ context: CommandContext) -> WALClient? {
        do {
            guard let socket = try socket(command) else { return nil }
            let client = WALClient(socket: socket, cancellation: context.cancellation)
            let server = try AbsolutePath.of(".")
            try start(["wal", "serve", "--socket", socket, "--recovery", server] + place(command).words)
            let began = Timestamp.now
            while Timestamp.now.seconds(since: began) < startTime, !context.cancellation.isCancelled {
                if client.isAnswered() { return client }
                usleep(5000)
            }
            return nil
        } catch {
            context.messages.detail("dr: no service for the recovery: \(ErrorReport.error(from: error).description)")
            return nil
        }
    }

    /// The options that name the log, as they were given.
    private static func place(_ command: WALCommand.Get) -> LogPlace {
        var place = LogPlace()
        place["--repo"] = command.repository.repo
        place["--repository"] = command.repository.repository
        place["--password-file"] = command.repository.passwordFile
        place["--password-command"] = command.repository.passwordCommand
        place["--environment"] = command.installation.environment
        place["--config"] = command.installation.config
        place["--plan"] = command.plan
        return place
    }

    /// Starts this program in a session of its own, with nothing open.
    private static func start(_ arguments: [String]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(clinux_spawn_setsid()))
        var words: [UnsafeMutablePointer<CChar>?] = (["dr"] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process = pid_t()
        let number = posix_spawn(&process, "/proc/self/exe", &actions, &attributes, &words, clinux_environment())
        guard number == 0 else { throw DRError.system("start", "dr wal serve", errno: number) }
    }
}
