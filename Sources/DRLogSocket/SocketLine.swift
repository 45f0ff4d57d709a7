import CLinux
import DRCore

/// Lines over a local socket, the first of which may bring a descriptor.
package enum SocketLine {
    /// No line has more bytes.
    private static let limit = 64 << 10
    private static let pollMilliseconds: Int32 = 200

    /// Sends a line, and with it a descriptor unless it is negative.
    package static func send(_ line: ByteBuffer, descriptor: Int32 = -1, to socket: Int32) throws {
        var done = 0
        while done < line.count {
            let sent = clinux_send_descriptor(socket, line.base + done, line.count - done, done == 0 ? descriptor : -1)
            if sent < 0 {
                if clinux_errno() == EINTR { continue }
                throw DRError.system("write to", "the socket", errno: clinux_errno())
            }
            done += sent
        }
    }

    /// Receives a line; nil when the other side ends before.
    ///
    /// - Parameter isWanted: asked several times a second; false ends the wait.
    /// - Throws: `DRError` when the socket fails, or the wait was ended (tryLater).
    package static func receive(from socket: Int32, while isWanted: () -> Bool) throws -> (
        line: ByteBuffer, descriptor: Int32
    )? {
        let line = ByteBuffer(capacity: 4096)
        var descriptor: Int32 = -1
        do {
            while true {
                guard isWanted() else {
                    throw DRError(.tryLater, "the other side of the socket did not answer in time")
                }
                var waited = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
                guard poll(&waited, 1, pollMilliseconds) > 0 else { continue }
                line.reserve(4096)
                var passed: Int32 = -1
                let got = clinux_receive_descriptor(socket, line.base + line.count, 4096, &passed)
                if passed >= 0 {
                    if descriptor >= 0 { close(descriptor) }
                    descriptor = passed
                }
                if got < 0, clinux_errno() == EINTR { continue }
                if got < 0 { throw DRError.system("read from", "the socket", errno: clinux_errno()) }
                guard got > 0 else { break }
                line.resize(to: line.count + got)
                if line.bytes.last == UInt8(ascii: "\n") { return (line, descriptor) }
                guard line.count < limit else { throw DRError(.failed, "too long a line came over the socket") }
            }
        } catch {
            if descriptor >= 0 { close(descriptor) }
            throw error
        }
        if descriptor >= 0 { close(descriptor) }
        return nil
    }
}
