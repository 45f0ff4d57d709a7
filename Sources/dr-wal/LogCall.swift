import CLinux
import DRCore
import DRLogSocket

/// Asks the services that may be there, one after the other.
struct LogCall {
    private let command: ClientCommand
    private let cancellation: Cancellation

    init(_ command: ClientCommand, _ cancellation: Cancellation) {
        self.command = command
        self.cancellation = cancellation
    }

    /// The exit code; nil when no service answers.
    ///
    /// - Throws: what the service could not do, and what keeps the answer from being used.
    func run() throws -> Int32? {
        command.verb == "push" ? try push() : try get()
    }

    private func push() throws -> Int32? {
        let path = try AbsolutePath.of(command.files[0])
        for socket in sockets(recovery: nil) {
            switch try WALClient(socket: socket, cancellation: cancellation).push(path, cluster: command.cluster) {
            case .stored: return 0
            case .failed(let error): throw error
            case .found, .absent, .listening, nil: continue
            }
        }
        return nil
    }

    private func get() throws -> Int32? {
        let isStandby = StandbyPatience.isStandby
        do {
            return try get(patience: StandbyPatience.seconds(of: command.retry, isStandby: isStandby))
        } catch let error as DRError {
            guard isStandby, !cancellation.isCancelled else { throw error }
            FullProgram.tell(error)
            return ServerContract.absent
        }
    }

    private func get(patience: Double) throws -> Int32? {
        let server = try AbsolutePath.of(".")
        var request = WALRequest(.get, file: command.files[0], cluster: command.cluster ?? 0)
        request.server = server
        request.partial = command.partial
        request.patience = patience
        for socket in sockets(recovery: server) {
            switch try WALClient(socket: socket, cancellation: cancellation).get(request, to: command.files[1]) {
            case .found: return 0
            case .absent: return ServerContract.absent
            case .failed(let error): throw error
            case .stored, .listening, nil: continue
            }
        }
        return nil
    }

    /// Where services may listen: the one that is named, else that of the recovery, and the usual one of the plan.
    private func sockets(recovery server: String?) -> [String] {
        if let socket = command.socket { return [socket] }
        var sockets: [String] = []
        if let server, access("postmaster.pid", F_OK) == 0,
            let socket = try? WALSocket.recovery(server: server, words: command.place.words)
        {
            sockets.append(socket)
        }
        let environment = command.place["--environment"] ?? getenv("DR_ENVIRONMENT").map { String(cString: $0) }
        if let environment, let plan = command.place["--plan"] {
            sockets.append(WALSocket.usual(environment: environment, plan: plan))
        }
        return sockets.filter { access($0, F_OK) == 0 }
    }
}
