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

    /// Connects to a host.
    ///
    /// - Throws: `Refusal`.
    static func open(_ address: NetworkAddress, milliseconds: Int32) throws -> Connection {
        var error: Int32 = 0
        let raw = clinux_connect_tcp(address.host, address.port, milliseconds, &error)
        guard raw >= 0 else {
            let reason = error < 0 ? clinux_address_error(error) : UnsafePointer(strerror(error))
            throw Refusal.unreachable(reason.map { String(cString: $0) } ?? "error \(error)")
        }
        return Connection(socket: FileDescriptor(owning: raw), name: address.host + ":" + address.port)
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

    /// Sends all bytes before a moment of the clock.
    ///
    /// - Throws: `DRError` when the time runs out or the other end has gone.
    func send(_ bytes: [UInt8], until deadline: Int64, _ clock: any DrillClock) throws {
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
            try wait(for: Int16(POLLOUT), until: deadline, clock)
        }
    }

    /// Receives what is there, at least a byte, before a moment of the clock; nothing at the end.
    ///
    /// - Throws: `DRError` when the time runs out or the connection breaks.
    func receive(until deadline: Int64, _ clock: any DrillClock) throws -> [UInt8] {
        while true {
            try wait(for: Int16(POLLIN), until: deadline, clock)
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

    private func wait(for events: Int16, until deadline: Int64, _ clock: any DrillClock) throws {
        while true {
            let left = (deadline - clock.monotonic) / 1_000_000
            guard left > 0 else { throw DRError(.tryLater, "no answer in time", object: name) }
            var waited = pollfd(fd: socket.raw, events: events, revents: 0)
            if poll(&waited, 1, Int32(clamping: left)) > 0 { return }
        }
    }
}
