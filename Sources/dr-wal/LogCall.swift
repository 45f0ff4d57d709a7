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
        for socket in sockets(.archiving) {
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
        for socket in sockets(.recovery) {
            switch try WALClient(socket: socket, cancellation: cancellation).get(request, to: command.files[1]) {
            case .found: return 0
            case .absent: return ServerContract.absent
            case .failed(let error): throw error
            case .stored, .listening, nil: continue
            }
        }
        return nil
    }

    /// Where services may listen: the one that is named, else the usual one of the plan and that of the server itself.
    ///
    /// A recovery asks its own first; what archives goes over to the service of the plan when there is one.
    private func sockets(_ purpose: WALSocket.Purpose) -> [String] {
        if let socket = command.socket { return [socket] }
        let sockets = [usual, own(purpose)].compactMap(\.self).filter { access($0, F_OK) == 0 }
        return purpose == .recovery ? sockets.reversed() : sockets
    }

    private var usual: String? {
        let environment = command.place["--environment"] ?? getenv("DR_ENVIRONMENT").map { String(cString: $0) }
        guard let environment, let plan = command.place["--plan"] else { return nil }
        return WALSocket.usual(environment: environment, plan: plan)
    }

    /// Nil where no server runs; what else is wrong with its folder `dr wal` tells.
    private func own(_ purpose: WALSocket.Purpose) -> String? {
        guard access("postmaster.pid", F_OK) == 0, let server = try? AbsolutePath.of(".") else { return nil }
        return try? WALSocket.own(purpose, server: server, words: command.place.words)
    }
}
