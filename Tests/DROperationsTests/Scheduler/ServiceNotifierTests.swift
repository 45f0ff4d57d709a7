import CLinux
import DRCore
import DROperations
import DRTestSupport
import Testing

@Suite("The service manager is told", .tags(.medium))
struct ServiceNotifierTests {
    /// A datagram socket, and what arrives there.
    private struct Listener: ~Copyable {
        let socket: FileDescriptor

        init(_ path: [UInt8]) throws {
            socket = FileDescriptor(owning: CLinux.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0))
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
            let length = socklen_t(MemoryLayout.offset(of: \sockaddr_un.sun_path) ?? 2) + socklen_t(path.count)
            let result = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket.raw, $0, length) }
            }
            guard result == 0 else { throw DRError.system("bind", "socket", errno: clinux_errno()) }
        }

        func receive() -> String {
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = recv(socket.raw, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
        }
    }

    @Test("through a path and through the abstract namespace", arguments: [false, true])
    func messages(isAbstract: Bool) throws {
        try ScratchDirectory.with { scratch in
            let path = scratch.path("notify")
            let listener = try Listener((isAbstract ? [0] : []) + Array(path.utf8))
            let notifier = ServiceNotifier(["NOTIFY_SOCKET": (isAbstract ? "@" : "") + path])
            try notifier.ready("2 plans")
            #expect(listener.receive() == "READY=1\nSTATUS=2 plans")
            try notifier.status("running: a full")
            #expect(listener.receive() == "STATUS=running: a full")
            try notifier.alive()
            #expect(listener.receive() == "WATCHDOG=1")
            try notifier.stopping()
            #expect(listener.receive() == "STOPPING=1\nSTATUS=stopping")
            try notifier.reloading()
            let lines = listener.receive().split(separator: "\n")
            #expect(lines.first == "RELOADING=1")
            let time = lines.last.flatMap { UInt64($0.dropFirst("MONOTONIC_USEC=".count)) }
            #expect(time.map { $0 > 0 } == true)
        }
    }

    @Test("nobody listens: nothing is sent, or the failure is told")
    func silence() throws {
        try ServiceNotifier([:]).alive()
        let gone = ServiceNotifier(["NOTIFY_SOCKET": "/nonexistent/notify"])
        #expect(throws: DRError.self) { try gone.alive() }
    }

    @Test(
        "the watchdog",
        arguments: [
            (["WATCHDOG_USEC": "20000000"], 20.0), (["WATCHDOG_USEC": "20000000", "WATCHDOG_PID": "1"], nil),
            (["WATCHDOG_USEC": "20000000", "WATCHDOG_PID": "\(getpid())"], 20), ([:], nil),
            (["WATCHDOG_USEC": "nonsense"], nil), (["WATCHDOG_USEC": "0"], nil),
        ] as [([String: String], Double?)]
    )
    func watchdog(variables: [String: String], seconds: Double?) {
        let notifier = ServiceNotifier(variables.merging(["NOTIFY_SOCKET": "/run/notify"]) { $1 })
        #expect(notifier.watchdogSeconds == seconds)
    }

    @Test("a loop tells that it is up, that it lives and that it stops")
    func loop() throws {
        try ScratchDirectory.with { scratch in
            let path = scratch.path("notify")
            let listener = try Listener(Array(path.utf8))
            let bench = try LoopBench(["a": "incremental: hourly"], from: "05-04T00:59", scratch)
            var setting = bench.setting()
            setting.notifier = ServiceNotifier(["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "20000000"])
            bench.clock.after(60) { [bench] _ in bench.requests.stop() }
            try SchedulerLoop(setting, bench.requests).run()
            var messages: [String] = []
            while case let message = listener.receive(), !message.isEmpty { messages.append(message) }
            #expect(messages.first == "READY=1\nSTATUS=next at 2026-05-04T01:00:00Z")
            // A minute of a watchdog of 20 s, which is told at half of that.
            #expect(messages.count { $0 == "WATCHDOG=1" } >= 6)
            #expect(messages.contains("STOPPING=1\nSTATUS=stopping"))
        }
    }

    @Test("lines for the journal have a priority, others the time", arguments: [true, false])
    func log(isJournal: Bool) throws {
        let clock = try FakeClock("05-04T00:59")
        let lines = LineKeeper()
        SchedulerLog(isJournal: isJournal, clock: clock) { lines.add($0) }.line(.error, "one\ntwo")
        #expect(
            lines.all == (isJournal ? ["<3>one", "<3>two"] : ["2026-05-04T00:59:00Z one", "2026-05-04T00:59:00Z two"])
        )
    }
}
