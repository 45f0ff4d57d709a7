import CLinux
import DRCore
import DRTestSupport
import DRWorkloads
import Testing

@Suite("Programs within a time")
struct BoundedProgramTests {
    private func program(_ script: String, timeout: Double = 60) -> BoundedProgram {
        var program = BoundedProgram(["sh", "-c", script], timeout: timeout)
        program.keepsErrors = true
        return program
    }

    @Test("give their output and status", .tags(.medium))
    func output() throws {
        var asking = program("read x; echo \"$x$DR_A\"; echo wrong >&2; exit 3")
        asking.variables = ["DR_A": "a value"]
        let outcome = try asking.run(cancellation: Cancellation())
        #expect(outcome.status == .exited(3))
        #expect(!outcome.isTimedOut)
        #expect(String(decoding: outcome.output, as: UTF8.self) == "a value\nwrong\n")
        let killed = try program("kill -9 $$").run(cancellation: Cancellation())
        #expect(killed.status == .killed(SIGKILL))
    }

    @Test("only the end or the beginning of much output is kept", .tags(.medium))
    func tail() throws {
        var much = program("seq 1 200000")
        much.outputLimit = 14
        let outcome = try much.run(cancellation: Cancellation())
        #expect(String(decoding: outcome.output, as: UTF8.self) == "199999\n200000\n")
        much.keepsEnd = false
        much.outputLimit = 4
        #expect(String(decoding: try much.run(cancellation: Cancellation()).output, as: UTF8.self) == "1\n2\n")
    }

    @Test("all that was printed is there, however it was ended", .tags(.medium), arguments: 1...20)
    func nothingLost(round: Int) throws {
        var program = program("printf '%70000d' \(round)")
        program.outputLimit = 1 << 20
        let outcome = try program.run(cancellation: Cancellation())
        #expect(outcome.output.count == 70_000)
        #expect(outcome.status == .exited(0))
    }

    @Test("are ended with all that they started when their time is over", .tags(.medium))
    func timeout() throws {
        try ScratchDirectory.with { scratch in
            // The grandchild heeds no SIGTERM.
            let script = """
                (trap '' TERM; echo $$ > \(scratch.path)/leader; sh -c 'echo $$ > \(scratch.path)/child; \
                trap "" TERM; while :; do sleep 1; done') & wait
                """
            let outcome = try program(script, timeout: 0.5).run(cancellation: Cancellation())
            #expect(outcome.isTimedOut)
            let text = String(decoding: try scratch.read("child"), as: UTF8.self)
            let child = try #require(Int32(text.split(separator: "\n").first ?? ""))
            // A killed orphan stays as a zombie until the first process of the system takes notice.
            #expect(ProcessTable.isGone(child))
        }
    }

    @Test("are ended when a stop is asked for", .tags(.medium))
    func cancelled() throws {
        let cancellation = Cancellation()
        let thread = try WorkerThread {
            usleep(200_000)
            cancellation.cancel(.terminated)
        }
        let error = #expect(throws: DRError.self) { try program("sleep 600").run(cancellation: cancellation) }
        thread.join()
        #expect(error?.code == .terminated)
    }

    @Test("do not wait for what they leave running", .tags(.medium), .hangLimit)
    func daemon() throws {
        try ScratchDirectory.with { scratch in
            let script = "sh -c 'echo $$ > \(scratch.path)/pid; exec sleep 600' & sleep 0.2"
            let outcome = try program(script).run(cancellation: Cancellation())
            #expect(outcome.status == .exited(0))
            let text = String(decoding: try scratch.read("pid"), as: UTF8.self)
            let left = try #require(Int32(text.split(separator: "\n").first ?? ""))
            #expect(!ProcessTable.isGone(left))
            kill(left, SIGKILL)
        }
    }
}

/// What the kernel knows of processes.
private enum ProcessTable {
    /// Whether a process ends within ten seconds; one that only waits to be noticed has ended.
    static func isGone(_ pid: Int32) -> Bool {
        for _ in 0..<2 {
            guard let file = try? FileDescriptor.open("/proc/\(pid)/stat", O_RDONLY) else { return true }
            var bytes = [UInt8](repeating: 0, count: 512)
            let count = (try? bytes.withUnsafeMutableBytes { try file.read(into: $0, path: "stat") }) ?? 0
            let fields = String(decoding: bytes[..<count], as: UTF8.self).split(separator: ")").last
            if fields?.hasPrefix(" Z") ?? true { return true }
            usleep(100_000)
        }
        return false
    }
}
