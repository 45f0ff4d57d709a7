import CLinux
import DRCore
import DRPolicy
import DRRecovery
import DRTestSupport
import Testing

/// The stop lever is only as quick as the slowest action: whatever waits must end when it is asked to.
@Suite("Actions that are stopped", .tags(.medium), .hangLimit)
struct StopTests {
    /// Performs an action that would take ten minutes, and stops it as soon as it waits.
    private func stop(_ text: String, _ bench: ActionBench, when isWaiting: @escaping @Sendable () -> Bool) throws {
        let (cancellation, isOver) = (Cancellation(), Cancellation())
        let thread = try WorkerThread {
            while !isWaiting(), !isOver.isCancelled { usleep(10_000) }
            cancellation.cancel(.interrupted)
        }
        defer { thread.join() }
        defer { isOver.cancel(.interrupted) }
        do {
            let outcome = try bench.perform(text, seconds: 600, cancellation)
            #expect(!outcome.holds, "\(text)")
        } catch let error as DRError {
            #expect(error.code == .interrupted, "\(text): \(error)")
        }
    }

    @Test(
        "a program, a wait, a process that does not come up or does not end",
        arguments: [
            "wait: {for: 10m}", "command.check: {run: [sh, -c, \"touch MARK; sleep 600\"]}",
            "command.run: {service: app, run: [sh, -c, \"touch MARK; sleep 600\"]}", "process.start: {service: app}",
            "process.stop: {service: deaf, grace: 10m}", "release.switch: {service: slow, to: two}",
        ]
    )
    func local(text: String) throws {
        try ScratchDirectory.with { scratch in
            let mark = scratch.path("mark")
            for name in ["one", "two"] { mkdir(scratch.path(name), 0o700) }
            symlink("one", scratch.path("current"))
            // Whoever is left running ends with the directory.
            let slow = "[sh, -c, \"touch \(mark); while [ -e \(mark) ]; do sleep 0.1; done\"]"
            let deaf = try Tool("python3").start(
                [
                    "-c",
                    "import os, signal, time\nsignal.signal(15, lambda *_: open('\(mark)', 'w'))\n"
                        + "open('\(scratch.path("deaf.pid"))', 'w').write(str(os.getpid()))\ntime.sleep(600)\ntime.sleep(600)",
                ],
                in: scratch
            )
            defer { deaf.signal(SIGKILL) }
            #expect(try deaf.wait(seconds: 30) { try !scratch.names().allSatisfy { $0 != "deaf.pid" } })
            usleep(100_000)
            let bench = try ActionBench(
                scratch,
                "app: {process: {pid_file: \(scratch.path("pid")), start: \(slow), matches: sleep}}",
                "deaf: {process: {pid_file: \(scratch.path("deaf.pid")), matches: python3}}",
                "slow: {release: {directory: \(scratch.path), reload: \(slow)}}"
            )
            let waits = text.hasPrefix("wait")
            try stop(text.replacing("MARK", with: mark), bench) { waits || access(mark, F_OK) == 0 }
        }
    }

    @Test("a server that takes a request and never answers", arguments: ["http.check", "http.fails"])
    func silentServer(action: String) throws {
        try ScratchDirectory.with { scratch in
            let script = """
                import socket, sys, time
                listener = socket.socket()
                listener.bind(("127.0.0.1", 0))
                listener.listen()
                open(sys.argv[1] + "/port.new", "w").write(str(listener.getsockname()[1]))
                import os
                os.rename(sys.argv[1] + "/port.new", sys.argv[1] + "/port")
                connection, _ = listener.accept()
                connection.recv(10)
                open(sys.argv[1] + "/asked", "w")
                time.sleep(600)
                """
            let server = try Tool("python3").start(["-c", script, scratch.path], in: scratch)
            defer { server.signal(SIGKILL) }
            #expect(try server.wait { try scratch.names().contains("port") })
            let port = String(decoding: try scratch.read("port"), as: UTF8.self)
            let asked = scratch.path("asked")
            let bench = try ActionBench(scratch)
            try stop("\(action): {url: \"http://127.0.0.1:\(port)/\", timeout: 5m}", bench) {
                access(asked, F_OK) == 0
            }
        }
    }
}
