import CLinux
import DRCore
import DRLogSocket
import DROperations

/// The service that the first call of a server starts for those that follow, so that one key is derived for all of them,
/// and files are stored in batches and read ahead.
///
/// It ends by itself (`OwnServiceWatch`), or when nobody has asked for a while.
struct OwnService {
    /// Seconds in which a service that was just started must answer; it opens the repository afterwards.
    private static let startTime = 5.0

    private let purpose: WALSocket.Purpose
    private let place: LogPlace
    private let context: CommandContext

    /// Takes the options of the call.
    init(_ purpose: WALSocket.Purpose, _ command: some WALRepositoryCommand, _ context: CommandContext) {
        self.purpose = purpose
        place = Self.place(command)
        self.context = context
    }

    /// Where it listens; nil where no server runs, whose end could be waited for.
    private func socket() throws -> String? {
        guard access("postmaster.pid", F_OK) == 0 else { return nil }
        return try WALSocket.own(purpose, server: AbsolutePath.of("."), words: place.words)
    }

    /// The client of a service that an earlier call has started; no configuration needs to be read for it.
    func running() -> WALClient? {
        do {
            guard let socket = try socket(), access(socket, F_OK) == 0 else { return nil }
            return WALClient(socket: socket, cancellation: context.cancellation)
        } catch {
            // Somebody else has the folder: without a service there is another way.
            tell(error)
            return nil
        }
    }

    /// The client of a service that is started now; nil when it cannot be.
    func started() -> WALClient? {
        do {
            guard let socket = try socket() else { return nil }
            let client = WALClient(socket: socket, cancellation: context.cancellation)
            let server = try AbsolutePath.of(".")
            let idle = "\(purpose.idleSeconds)s"
            try Self.start(["wal", "serve", "--socket", socket, "--with-server", server, "--idle", idle] + place.words)
            let began = Uptime.now
            while Uptime.now - began < Self.startTime, !context.cancellation.isCancelled {
                if client.isAnswered() { return client }
                usleep(5000)
            }
            return nil
        } catch {
            tell(error)
            return nil
        }
    }

    private func tell(_ error: any Error) {
        context.messages.detail("dr: no service for \(purpose.rawValue): \(ErrorReport.error(from: error).description)")
    }

    /// The options that name the log, as they were given.
    private static func place(_ command: some WALRepositoryCommand) -> LogPlace {
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

extension WALSocket.Purpose {
    /// Seconds after which a service ends that nobody asks: a recovery that waits for more asks every five, and a quiet server
    /// archives at least as often as its `archive_timeout`, which is usually a minute or some.
    fileprivate var idleSeconds: Int { self == .recovery ? 60 : 600 }
}
