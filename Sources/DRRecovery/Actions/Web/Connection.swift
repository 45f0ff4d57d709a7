import CLinux
import DRCore

/// A connection whose every wait has an end, in milliseconds; belongs to one thread.
struct Connection: ~Copyable {
    private let socket: FileDescriptor
    private let name: String

    /// Why there is no connection.
    enum Refusal: Error {
        /// Nobody took the connection; nothing was sent.
        case unreachable(String)
    }

    private init(socket: consuming FileDescriptor, name: String) {
        self.socket = socket
        self.name = name
    }

    /// Connects to a host; where nothing answers it tries again each second, as the kernel does.
    ///
    /// - Throws: `Refusal`; the error of a stop that was asked for.
    static func open(_ address: NetworkAddress, _ patience: Patience) throws -> Connection {
        let name = address.host + ":" + address.port
        while true {
            let milliseconds: Int32
            do { milliseconds = try patience.next(atMost: 1000, name) } catch let error as DRError
                where error.code == .tryLater
            {
                throw Refusal.unreachable(String(cString: strerror(ETIMEDOUT)))
            }
            var error: Int32 = 0
            let raw = clinux_connect_tcp(address.host, address.port, milliseconds, &error)
            if raw >= 0 { return Connection(socket: FileDescriptor(owning: raw), name: name) }
            if error == ETIMEDOUT { continue }
            let reason = error < 0 ? clinux_address_error(error) : UnsafePointer(strerror(error))
            throw Refusal.unreachable(reason.map { String(cString: $0) } ?? "error \(error)")
        }
    }

    /// Connects to a socket of the file system.
    ///
    /// - Throws: `DRError` when nobody listens there.
    static func open(local path: String) throws -> Connection {
        var error: Int32 = 0
        let raw = clinux_connect_local(path, &error)
        guard raw >= 0 else { throw DRError.system("connect to", path, errno: error) }
        return Connection(socket: FileDescriptor(owning: raw), name: path)
    }

    /// Sends all bytes while there is patience.
    ///
    /// - Throws: `DRError` when the time runs out or the other end has gone.
    func send(_ bytes: [UInt8], _ patience: Patience) throws {
        var done = 0
        while done < bytes.count {
            let sent = bytes.withUnsafeBytes {
                clinux_send(socket.raw, $0.baseAddress.map { $0 + done }, bytes.count - done)
            }
            if sent >= 0 {
                done += sent
                continue
            }
            let number = clinux_errno()
            if number == EINTR { continue }
            guard number == EAGAIN else { throw DRError.system("send to", name, errno: number) }
            try wait(for: Int16(POLLOUT), patience)
        }
    }

    /// Receives what is there, at least a byte, while there is patience; nothing at the end.
    ///
    /// - Throws: `DRError` when the time runs out or the connection breaks.
    func receive(_ patience: Patience) throws -> [UInt8] {
        while true {
            try wait(for: Int16(POLLIN), patience)
            var bytes = [UInt8](repeating: 0, count: 16_384)
            let got = bytes.withUnsafeMutableBytes { CLinux.read(socket.raw, $0.baseAddress, $0.count) }
            if got >= 0 {
                bytes.removeLast(bytes.count - got)
                return bytes
            }
            let number = clinux_errno()
            guard number == EINTR || number == EAGAIN else { throw DRError.system("read from", name, errno: number) }
        }
    }

    private func wait(for events: Int16, _ patience: Patience) throws {
        while true {
            let milliseconds = try patience.next(atMost: 100, name)
            var waited = pollfd(fd: socket.raw, events: events, revents: 0)
            if poll(&waited, 1, milliseconds) > 0 { return }
        }
    }
}
