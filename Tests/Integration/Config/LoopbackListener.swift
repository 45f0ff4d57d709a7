import CLinux
import DRCore

/// A TCP port of this machine that takes connections and says nothing.
final class LoopbackListener {
    /// The port, which the system chose.
    let port: UInt16
    private let socket: FileDescriptor

    /// Opens a free port.
    init() throws {
        var number: UInt16 = 0
        let raw = clinux_listen_loopback(&number)
        guard raw >= 0 else { throw DRError.system("listen on", "a loopback port", errno: clinux_errno()) }
        socket = FileDescriptor(owning: raw)
        port = number
    }
}
