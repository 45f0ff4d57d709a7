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
        try ask(WALRequest(.push, file: path, cluster: cluster ?? 0))?.answer
    }

    /// Fetches a file to a path; nil when no service answers, and the caller is to do it alone.
    ///
    /// - Parameter request: its folder is filled in here.
    /// - Throws: `DRError` (tryLater) when the service hangs; when the file cannot be written.
    package func get(_ request: WALRequest, to path: String) throws -> WALAnswer? {
        var request = request
        request.folder = try WALRequest.folder(of: path)
        guard let (answer, descriptor) = try ask(request, patience: Self.patience + request.patience) else {
            return nil
        }
        guard case .found = answer else {
            if descriptor >= 0 { close(descriptor) }
            return answer
        }
        guard descriptor >= 0 else { throw DRError(.failed, "no file came with the answer", object: request.file) }
        try FetchedFile(owning: descriptor).place(at: path)
        return answer
    }

    private func ask(
        _ request: WALRequest,
        patience: Double = Self.patience
    ) throws -> (answer: WALAnswer, descriptor: Int32)? {
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
            try SocketLine.send(line, to: socket.raw)
        } catch {
            // It ended between the connection and the request.
            return nil
        }
        let end = Uptime.now + patience
        guard let (line, descriptor) = try receive(from: socket.raw, until: end) else { return nil }
        do {
            return (try WALAnswer(line.bytes), descriptor)
        } catch {
            if descriptor >= 0 { close(descriptor) }
            throw error
        }
    }

    private func receive(from socket: Int32, until end: Double) throws -> (line: ByteBuffer, descriptor: Int32)? {
        do {
            return try SocketLine.receive(from: socket, while: { Uptime.now < end && !cancellation.isCancelled })
        } catch {
            // To be told to stop is another thing than a service that hangs.
            try cancellation.check()
            throw error
        }
    }
}
