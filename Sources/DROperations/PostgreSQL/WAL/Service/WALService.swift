import CLinux
import DRCore
import DRLogSocket
import DRRepository
import DRWorkloads
import Synchronization

/// Stores and hands out the log of a plan for `dr wal push` and `dr wal get`, which ask over a local socket.
///
/// The repository stays open, so that nobody derives a key for each segment, and segments are stored in batches and read
/// ahead. Only root, the user of this process and those named may ask.
package final class WALService: Sendable {
    private let socket: String
    private let users: Set<UInt32>
    private let pushes: PushDesk
    private let fetches: FetchDesk
    private let note: @Sendable (String) -> Void
    private let connections = BoundedQueue<Int32>(capacity: WALService.connectionLimit)
    /// When somebody asked last, and how many wait for an answer.
    private let used = Mutex((time: Uptime.now, waiting: 0))

    /// Connections that wait, and those that are served at a time: a server asks for one file at a time.
    private static let connectionLimit = 32
    private static let threadCount = 8
    private static let pollMilliseconds: Int32 = 200

    /// Prepares; nothing listens yet.
    ///
    /// - Parameters:
    ///   - socket: the path of the socket.
    ///   - users: who may ask beside root and the user of this process.
    package init(_ site: WALSite, socket: String, users: Set<UInt32>, note: @escaping @Sendable (String) -> Void) {
        self.socket = socket
        self.users = users.union([0, geteuid()])
        self.note = note
        pushes = PushDesk(site, note: note)
        fetches = FetchDesk(site)
    }

    /// Seconds since the last answer; 0 while somebody waits for one.
    package var idle: Double { used.withLock { $0.waiting > 0 ? 0 : Uptime.now - $0.time } }

    /// Listens until it is told to stop; the socket is removed then.
    ///
    /// - Parameter isWanted: asked several times a second; false ends it.
    /// - Throws: `DRError` with code `tryLater` when another service has the socket; when it cannot be made.
    package func run(while isWanted: () -> Bool) throws {
        let lock = try take()
        let mode: mode_t = users.isSubset(of: [0, geteuid()]) ? 0o600 : 0o666
        let raw = clinux_listen_local("\(socket).\(getpid())", socket, mode)
        guard raw >= 0 else {
            let error = DRError.system("listen on", socket, errno: clinux_errno())
            throw DRError(
                error.code,
                error.message,
                object: socket,
                hint: "make its folder, or name another place with postgresql.wal.socket of the plan"
            )
        }
        let listening = FileDescriptor(owning: raw)
        var threads: [WorkerThread] = []
        defer {
            unlink(socket)
            connections.close()
            pushes.close()
            fetches.close()
            for thread in threads { thread.join() }
            withExtendedLifetime(lock) {}
        }
        try pushes.start()
        try fetches.start()
        for _ in 0..<Self.threadCount {
            threads.append(
                try WorkerThread { [self] in
                    while let connection = connections.pop() {
                        serve(connection)
                        close(connection)
                        used.withLock { $0 = (Uptime.now, $0.waiting - 1) }
                    }
                }
            )
        }
        while isWanted() {
            var waited = pollfd(fd: listening.raw, events: Int16(POLLIN), revents: 0)
            guard poll(&waited, 1, Self.pollMilliseconds) > 0 else { continue }
            let connection = clinux_accept(listening.raw)
            guard connection >= 0 else { continue }
            used.withLock { $0.waiting += 1 }
            if !connections.push(connection) { close(connection) }
        }
    }

    /// What only one service of this socket holds.
    private func take() throws -> WALServiceLock {
        let folder = socket.lastIndex(of: "/").map { String(socket[..<$0]) } ?? "."
        if !FileBytes.isDirectory(folder) { try StateDirectory.make(folder, mode: 0o755) }
        return try WALServiceLock(socket + ".lock")
    }

    private func serve(_ connection: Int32) {
        do {
            var user: uid_t = 0
            guard clinux_peer_user(connection, &user) == 0, users.contains(user) else {
                let refusal = DRError(
                    .refusedByGuardrail,
                    "the user \(user) may not use this service",
                    object: socket,
                    hint: "it is for root, and for the owner of the data directory"
                )
                let line = WALAnswer.failed(refusal).line
                return try SocketLine.send(line, to: connection)
            }
            let end = Uptime.now + 10
            guard let (line, descriptor) = try SocketLine.receive(from: connection, while: { Uptime.now < end }) else {
                return
            }
            // Nobody sends any.
            if descriptor >= 0 { close(descriptor) }
            let (answer, file) = try answer(WALRequest(line.bytes), of: user)
            let reply = answer.line
            try SocketLine.send(reply, descriptor: file?.descriptor ?? -1, to: connection)
        } catch {
            note("a request could not be answered: \(DRError(anyStorageError: error).description)")
        }
    }

    private func answer(_ request: WALRequest, of user: uid_t) -> (WALAnswer, SpooledFile?) {
        do {
            switch request.verb {
            case .ping: return (.listening, nil)
            case .get: return fetches.get(try request.complete(), for: user)
            case .push:
                let source = try WALSource(path: request.file)
                let found = try WALIdentity.cluster(of: source)
                let named = request.cluster == 0 ? nil : request.cluster
                return (pushes.push(source, try WALIdentity.require(found, named: named, source)), nil)
            }
        } catch {
            return (.failed(DRError(anyStorageError: error)), nil)
        }
    }
}

extension WALRequest {
    /// The request with its cluster, which is that of the data directory when none is named.
    ///
    /// - Throws: `DRError` (usage) when the name or the cluster is none.
    fileprivate func complete() throws -> WALRequest {
        var request = self
        try WALIdentity.requireName(file)
        request.cluster = try WALIdentity.require(cluster == 0 ? nil : cluster, server: server, file)
        return request
    }
}
