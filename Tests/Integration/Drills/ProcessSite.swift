import CLinux
import DRCore
import DRTestSupport

/// A process that sleeps, some files, and a configuration that lets drills break both.
final class ProcessSite {
    private let scratch: ScratchDirectory

    /// Starts the process; `end` ends it.
    init(_ scratch: ScratchDirectory, scenario: String) throws {
        self.scratch = scratch
        for folder in ["files", "retention", "scenarios"] { try FileTreeMaker.make(scratch.path(folder)) }
        for name in ["one.txt", "two.txt"] {
            try scratch.write(Array("content of \(name)\n".utf8), to: "files/" + name)
        }
        try scratch.write(Array(scenario.utf8), to: "scenarios/dies.yml")
        try scratch.write(Array("keep: {daily: 7}\n".utf8), to: "retention/any.yml")
        try scratch.write(Array("secret\n".utf8), to: "key")
        let mark = scratch.path("pid")
        // The shell is the process: it writes its number and becomes the sleeper.
        let program = "import os, time; open('\(mark)', 'w').write(str(os.getpid())); time.sleep(600)"
        let base = """
            state_directory: \(scratch.path("state"))
            repositories: {primary: {url: \(scratch.path("repository")), password: {file: \(scratch.path("key"))}}}
            plans: {orders: {files: {paths: [\(scratch.path("files"))]}, repository: primary, schedule: {full: hourly}, retention: any}}
            services:
              orders-app:
                drill_allowed: true
                process: {pid_file: \(mark), matches: time.sleep, start: [python3, -c, "\(program)"]}
              orders-files: {drill_allowed: true, directory: {path: \(scratch.path("files"))}}

            """
        try scratch.write(Array(base.utf8), to: "base.yml")
        try scratch.write(Array("timezone: UTC\n".utf8), to: "lab.yml")
        _ = try Tool("setsid").run(["--fork", "python3", "-c", program])
        for _ in 0..<200 where try !isRunning() { usleep(25_000) }
    }

    /// `dr` with this configuration.
    func dr() throws -> Tool {
        try Tool.dr(["DR_CONFIG": scratch.path, "DR_ENVIRONMENT": "lab"])
    }

    /// Whether the process runs.
    func isRunning() throws -> Bool { try pid().map { kill($0, 0) == 0 } ?? false }

    /// Ends the process, whichever drill started it.
    func end() {
        if let pid = try? pid() { kill(pid, SIGKILL) }
    }

    /// The names of the files with their content.
    func files() throws -> [String] {
        try scratch.names(in: "files").map { name in
            "\(name): \(String(decoding: try scratch.read("files/" + name), as: UTF8.self))"
        }
    }

    private func pid() throws -> pid_t? {
        guard try scratch.names().contains("pid") else { return nil }
        return pid_t(String(decoding: try scratch.read("pid"), as: UTF8.self))
    }
}
