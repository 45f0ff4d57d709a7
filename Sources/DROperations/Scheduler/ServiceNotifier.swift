import CLinux
import DRCore

/// Tells a service manager how the daemon does, as sd_notify(3) describes it; without one nothing is sent.
package struct ServiceNotifier: Sendable {
    private let path: [UInt8]?
    /// Seconds after which the service manager takes the daemon for dead; nil when it does not watch.
    package let watchdogSeconds: Double?

    /// Reads `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`.
    package init(_ variables: [String: String]) {
        var path = (variables["NOTIFY_SOCKET"] ?? "").utf8.map { $0 }
        // A name that begins with @ is in the abstract namespace, where the first byte is zero.
        if path.first == UInt8(ascii: "@") { path[0] = 0 }
        self.path = path.first == 0 || path.first == UInt8(ascii: "/") ? path : nil
        let isMeant = variables["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
        let interval = variables["WATCHDOG_USEC"].flatMap(Double.init).map { $0 / 1e6 }
        watchdogSeconds = isMeant && self.path != nil ? interval.flatMap { $0 > 0 ? $0 : nil } : nil
    }

    /// The daemon is up, or has read its configuration again.
    package func ready(_ status: String) throws { try send("READY=1\nSTATUS=\(status)") }
    /// What it does.
    package func status(_ text: String) throws { try send("STATUS=\(text)") }
    /// It lives.
    package func alive() throws { try send("WATCHDOG=1") }
    /// It begins to end.
    package func stopping() throws { try send("STOPPING=1\nSTATUS=stopping") }

    /// It reads its configuration again; `ready` follows.
    package func reloading() throws {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        try send("RELOADING=1\nMONOTONIC_USEC=\(time.tv_sec * 1_000_000 + time.tv_nsec / 1000)")
    }

    private func send(_ text: String) throws {
        guard let path else { return }
        let number = path.withUnsafeBytes { path in
            Array(text.utf8).withUnsafeBytes { bytes in
                clinux_send_datagram(path.baseAddress, path.count, bytes.baseAddress, bytes.count)
            }
        }
        guard number == 0 else {
            throw DRError.system("tell the service manager", "NOTIFY_SOCKET", errno: number)
        }
    }
}
