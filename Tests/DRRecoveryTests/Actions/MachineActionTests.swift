import CLinux
import DRCore
import DRPolicy
import DRRecovery
import DRTestSupport
import Testing

@Suite("Actions on processes and files", .tags(.medium))
struct MachineActionTests {
    @Test("a program that takes too long is ended with all that it started", .hangLimit)
    func group() throws {
        try ScratchDirectory.with { scratch in
            let mark = scratch.path("child")
            let script = "sleep 600 & echo $! > \(mark); wait"
            let bench = try ActionBench(scratch)
            let error = #expect(throws: DRError.self) {
                try bench.perform("command.check: {run: [sh, -c, \"\(script)\"]}", seconds: 1)
            }
            #expect(error?.code == .tryLater)
            let child = try #require(
                pid_t(String(decoding: try scratch.read("child"), as: UTF8.self).filter(\.isNumber))
            )
            var isGone = false
            for _ in 0..<200 where !isGone {
                isGone = kill(child, 0) != 0
                usleep(20_000)
            }
            #expect(isGone)
        }
    }

    @Test("exit codes and output decide")
    func commands() throws {
        try ScratchDirectory.with { scratch in
            let bench = try ActionBench(scratch)
            #expect(try bench.perform("command.check: {run: [echo, hello, world]}").output == "hello world")
            #expect(try !bench.perform("command.check: {run: [\"false\"]}").holds)
            #expect(try bench.perform("command.check: {run: [\"false\"], exit: 1}").holds)
            #expect(try !bench.perform("command.check: {run: [echo, x], contains: y}").holds)
            // Nothing interprets the words.
            #expect(try bench.perform("command.check: {run: [echo, \"$$HOME; ls\"]}").output == "$HOME; ls")
            #expect(throws: DRError.self) { try bench.perform("command.check: {run: [/nonexistent]}") }
            #expect(throws: DRError.self) { try bench.check("command.check: {run: [no-such-program-here]}") }
        }
    }

    @Test("a process is started, found, stopped and killed; twice does no harm", .hangLimit)
    func process() throws {
        try ScratchDirectory.with { scratch in
            let file = scratch.path("pid")
            let start = "[sh, -c, \"echo $$$$ > \(file); exec sleep 611\"]"
            let bench = try ActionBench(
                scratch,
                "app: {process: {pid_file: \(file), start: \(start), matches: sleep}}"
            )
            #expect(try bench.perform("process.absent: {service: app}").holds)
            for ending in ["process.kill: {service: app}", "process.stop: {service: app}"] {
                for _ in 1...2 { _ = try bench.perform("process.start: {service: app}") }
                #expect(try bench.perform("process.running: {service: app}").holds)
                for _ in 1...2 { _ = try bench.perform(ending) }
                #expect(try bench.perform("process.absent: {service: app}").holds)
            }
            // The number of another program is not taken for it.
            try scratch.write(Array("\(getpid())\n".utf8), to: "pid")
            #expect(try bench.perform("process.absent: {service: app}").holds)
        }
    }

    @Test("a release is switched and comes back to the one from before the drill")
    func release() throws {
        try ScratchDirectory.with { scratch in
            for name in ["one", "two", "three"] { mkdir(scratch.path(name), 0o700) }
            symlink("one", scratch.path("current"))
            let bench = try ActionBench(scratch, "app: {release: {directory: \(scratch.path)}}")
            _ = try bench.perform("release.switch: {service: app, to: two}")
            _ = try bench.perform("release.switch: {service: app, to: three}")
            #expect(try bench.perform("release.current: {service: app}").output == "three")
            #expect(try !bench.perform("release.current: {service: app, is: one}").holds)
            for _ in 1...2 { #expect(try bench.perform("release.rollback: {service: app}").output == "one") }
            #expect(try bench.perform("release.current: {service: app, is: one}").holds)
            for bad in ["four", "../x", "current"] {
                #expect(throws: DRError.self) { try bench.perform("release.switch: {service: app, to: \"\(bad)\"}") }
            }
        }
    }

    @Test("damage is done only below the directory, and undone to the byte")
    func corruption() throws {
        try ScratchDirectory.with { scratch in
            mkdir(scratch.path("data"), 0o700)
            mkdir(scratch.path("data/sub"), 0o700)
            let content = SeededGenerator.repeating(7, count: 20_000)
            try scratch.write(content, to: "data/heap", mode: 0o640)
            try scratch.write(Array("text".utf8), to: "data/sub/text")
            let bench = try ActionBench(scratch, "files: {directory: {path: \(scratch.path("data"))}}")
            _ = try bench.perform("corrupt.page: {service: files, file: heap, page: 1}")
            let damaged = try scratch.read("data/heap")
            #expect(damaged[..<8192] == content[..<8192])
            #expect(damaged[8192..<16_384] != content[8192..<16_384])
            #expect(damaged[16_384...] == content[16_384...])
            for _ in 1...2 { _ = try bench.perform("corrupt.encrypt: {service: files}") }
            #expect(try scratch.names(in: "data") == ["heap.locked", "sub"])
            #expect(try scratch.read("data/sub/text.locked") != Array("text".utf8))
            for _ in 1...2 { _ = try bench.perform("corrupt.undo: {service: files}") }
            #expect(try scratch.names(in: "data") == ["heap", "sub"])
            #expect(try scratch.names(in: "data/sub") == ["text"])
            #expect(try scratch.read("data/heap") == content)
            for bad in ["../key", "/etc/passwd", "sub/../../key"] {
                let error = #expect(throws: DRError.self) {
                    try bench.perform("corrupt.bytes: {service: files, file: \"\(bad)\", offset: 0, count: 1}")
                }
                #expect(error?.code == .refusedByGuardrail)
            }
        }
    }

    @Test("a file is damaged only after what undoes it is on the disk")
    func announced() throws {
        try ScratchDirectory.with { scratch in
            for folder in ["data", "kept-files", "kept-files/added"] { mkdir(scratch.path(folder), 0o700) }
            try scratch.write(Array("text".utf8), to: "data/one")
            let bench = try ActionBench(scratch, "files: {directory: {path: \(scratch.path("data"))}}")
            // The list of what is added cannot be written, as it is a directory.
            #expect(throws: DRError.self) { try bench.perform("corrupt.encrypt: {service: files}") }
            #expect(try scratch.names(in: "data") == ["one"])
            #expect(try scratch.read("data/one") == Array("text".utf8))
        }
    }

    @Test("files of any name come back with their times, and no file of somebody else is overwritten")
    func oddNames() throws {
        try ScratchDirectory.with { scratch in
            mkdir(scratch.path("data"), 0o700)
            let names = ["a\nb", "a.part", "copying", "with space.tmp"]
            for name in names { try scratch.write(Array(name.utf8), to: "data/" + name) }
            var times = [timespec(tv_sec: 1_000_000, tv_nsec: 5), timespec(tv_sec: 1_000_001, tv_nsec: 7)]
            utimensat(AT_FDCWD, scratch.path("data/a.part"), &times, 0)
            let bench = try ActionBench(scratch, "files: {directory: {path: \(scratch.path("data"))}}")
            _ = try bench.perform("corrupt.encrypt: {service: files}")
            #expect(try scratch.names(in: "data") == names.map { $0 + ".locked" })
            _ = try bench.perform("corrupt.undo: {service: files}")
            #expect(try scratch.names(in: "data") == names)
            for name in names { #expect(try scratch.read("data/" + name) == Array(name.utf8)) }
            var status = stat()
            stat(scratch.path("data/a.part"), &status)
            #expect(status.st_mtim.tv_sec == 1_000_001 && status.st_mtim.tv_nsec == 7)

            try scratch.write(Array("mine".utf8), to: "data/copying.locked")
            let error = #expect(throws: DRError.self) { try bench.perform("corrupt.encrypt: {service: files}") }
            #expect(error?.code == .refusedByGuardrail)
            #expect(try scratch.read("data/copying.locked") == Array("mine".utf8))
            #expect(try scratch.read("data/a.part") == Array("a.part".utf8))
        }
    }

    @Test("evidence is copied, listed with its hashes and sealed")
    func evidence() throws {
        try ScratchDirectory.with { scratch in
            mkdir(scratch.path("seen"), 0o700)
            try scratch.write(Array("trace".utf8), to: "seen/log")
            let bench = try ActionBench(scratch)
            #expect(try bench.perform("evidence.collect: {paths: [\(scratch.path("seen"))]}").output == "1")
            let digest = try bench.perform("evidence.seal: {note: before}").output
            #expect(digest.count == 64)
            #expect(try bench.perform("evidence.seal: {}").output == digest)
            let list = String(decoding: try scratch.read("evidence/manifest.jsonl"), as: UTF8.self)
            #expect(list.contains("\"bytes\":5") && list.contains("seen/log"))
            #expect(throws: DRError.self) { try bench.perform("evidence.collect: {paths: [\(scratch.path("seen"))]}") }
        }
    }

    @Test("a file is looked at by its presence, age and content")
    func files() throws {
        try ScratchDirectory.with { scratch in
            try scratch.write(Array("abc".utf8), to: "file")
            let bench = try ActionBench(scratch)
            let path = scratch.path("file")
            #expect(try bench.perform("file.present: {path: \(path), max_age: 1h}").holds)
            #expect(try !bench.perform("file.absent: {path: \(path)}").holds)
            #expect(try !bench.perform("file.present: {path: \(path)x}").holds)
            let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
            #expect(try bench.perform("file.hash: {path: \(path), sha256: \(digest)}").output == digest)
            #expect(try !bench.perform("file.hash: {path: \(path), sha256: \"0\"}").holds)
        }
    }

    @Test("a scan says what it looked with; what was not looked at does not hold")
    func scan() throws {
        try ScratchDirectory.with { scratch in
            mkdir(scratch.path("seen"), 0o700)
            let bench = try ActionBench(scratch)
            let scan = "file.scan: {path: \(scratch.path("seen"))}"
            #expect(try !bench.perform(scan).holds)
            try scratch.write(Array("a letter\n".utf8), to: "seen/letter.txt")
            let outcome = try bench.perform(scan, seconds: 120)
            #expect(outcome.holds)
            let isInstalled = Tool.isInstalled("clamscan")
            #expect(outcome.output == (isInstalled ? "clamscan" : "built-in"))
            #expect(outcome.detail.contains(isInstalled ? "clamscan found nothing" : "clamscan is not installed"))
            try scratch.write(Array("all your files are encrypted\n".utf8), to: "seen/readme_to_decrypt.txt")
            let second = try bench.perform(scan, seconds: 120)
            #expect(!second.holds, "\(second.detail)")
        }
    }
}
