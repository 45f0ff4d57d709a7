import CLinux
import DRCore

/// Asks a service of the write-ahead log on this machine.
package struct WALClient: Sendable {
    private let path: String
    private let cancellation: Cancellation
    /// A service that does not answer for so long hangs, in seconds.
    private static let patience = 900.0

    /// Takes the path of the socket.
    package init(socket path: String, cancellation: Cancellation) {
        self.path = path
        self.cancellation = cancellation
    }

    /// Whether a service listens.
    package func isAnswered() -> Bool {
        do { return try ask(WALRequest(.ping)) != nil } catch { return false }
    }

    /// Stores a file; nil when no service answers, and the caller is to do it alone.
    ///
    /// - Throws: `DRError` (tryLater) when the service hangs.
    package func push(_ path: String, cluster: UInt64?) throws -> WALAnswer? {
        try ask(WALRequest(.push, file: path, cluster: cluster ?? 0))
    }

    /// Has a file written to a descriptor; nil when no service answers, and the caller is to do it alone.
    ///
    /// - Parameter retry: what fails is tried again for so many seconds.
    /// - Throws: `DRError` (tryLater) when the service hangs.
    package func get(
        _ name: String,
        cluster: UInt64,
        partial: PartialPolicy,
        retry: Double,
        into descriptor: Int32
    ) throws -> WALAnswer? {
        var request = WALRequest(.get, file: name, cluster: cluster)
        request.partial = partial
        request.patience = retry
        return try ask(request, descriptor: descriptor, patience: Self.patience + retry)
    }

    private func ask(
        _ request: WALRequest,
        descriptor: Int32 = -1,
        patience: Double = Self.patience
    ) throws -> WALAnswer? {
        var number: Int32 = 0
        let raw = clinux_connect_local(path, &number)
        guard raw >= 0 else { return nil }
        let socket = FileDescriptor(owning: raw)
        var user: uid_t = 0
        guard clinux_set_blocking(raw) == 0, clinux_peer_user(raw, &user) == 0 else {
            throw DRError.system("use", path, errno: clinux_errno())
        }
        // Whoever else listens there could say that a file is stored.
        guard user == 0 || user == geteuid() else {
            throw DRError(
                .failed,
                "the service belongs to another user (\(user))",
                object: path,
                hint: "it must run as root or as the user of the server"
            )
        }
        do {
            let line = request.line
            try SocketLine.send(line, descriptor: descriptor, to: socket.raw)
        } catch {
            // It ended between the connection and the request.
            return nil
        }
        let end = Uptime.now + patience
        guard
            let (line, passed) = try SocketLine.receive(
                from: socket.raw,
                while: { Uptime.now < end && !cancellation.isCancelled }
            )
        else { return nil }
        if passed >= 0 { close(passed) }
        return try WALAnswer(line.bytes)
    }
}
